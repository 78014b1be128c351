import type { Readable } from 'node:stream';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { eventStream, streamTimes, type StreamSource, type StreamTimes } from './event-stream.js';

export interface StreamLimits {
  readonly ofPerson: number;
  readonly ofEmployer: number;
  readonly ofProcess: number;
}

export const streamLimits: StreamLimits = { ofPerson: 6, ofEmployer: 50, ofProcess: 500 };

/** Counts the open streams of this process and ends them when it stops. */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  /** A test makes them shorter. */
  times: StreamTimes = streamTimes;
  private readonly stopping = new AbortController();
  private readonly open = new Map<string, number>();

  /**
   * @param principal who listens, as `principalOf` names them
   * @throws AppError service-unavailable where too many are open; before anything is sent
   */
  start(employerId: string, principal: string, source: StreamSource): Readable {
    const places = [
      ['process', streamLimits.ofProcess],
      [employerId, streamLimits.ofEmployer],
      [`${employerId}/${principal}`, streamLimits.ofPerson],
    ] as const;
    if (this.stopping.signal.aborted || places.some(([place, most]) => this.count(place) >= most)) {
      source.release?.();
      throw new AppError('service-unavailable', {
        detail: 'Too many streams are open; close one, or try again in a moment.',
        headers: { 'retry-after': '5' },
      });
    }
    const stream = eventStream(source, this.stopping.signal, this.times);
    for (const [place] of places) this.open.set(place, this.count(place) + 1);
    stream.once('close', () => {
      source.release?.();
      for (const [place] of places) {
        const left = this.count(place) - 1;
        if (left > 0) this.open.set(place, left);
        else this.open.delete(place);
      }
    });
    return stream;
  }

  /** How many are open in this process. */
  get openStreams(): number {
    return this.count('process');
  }

  /** Before the server waits for its answers to end: an open stream never would. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private count(place: string): number {
    return this.open.get(place) ?? 0;
  }
}
