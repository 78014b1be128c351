import type { Readable } from 'node:stream';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { CandidateCredentials } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { eventStream } from '../live/event-stream.js';
import { partOf, type Told } from './attempt-stream.rules.js';
import { AttemptWatch, type WatchedAttempt } from './attempt-watch.js';

export const attemptStreamLimits = { ofAttempt: 2, ofProcess: 2_000 };

/**
 * Tells candidates how much time they have. Counted apart from the streams of members: a room full of candidates must not
 * take the places of those who watch over them.
 */
@Injectable()
export class AttemptStreamsService implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly open = new Map<string, number>();
  private openStreams = 0;

  constructor(private readonly watch: AttemptWatch) {}

  /** @throws AppError service-unavailable where too many are open; before anything is sent */
  async follow(candidate: CandidateCredentials): Promise<Readable> {
    const giveBack = this.takePlace(candidate.attemptId);
    try {
      const attempt = await this.watch.watch(candidate);
      if (!attempt) throw new AppError('unauthenticated');
      const stream = eventStream(sourceOf(attempt), this.stopping.signal);
      stream.once('close', () => {
        this.watch.release(attempt);
        giveBack();
      });
      return stream;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Taken before the token is looked at, so that many who come at once cannot all find the last place free. */
  private takePlace(attemptId: string): () => void {
    const ofAttempt = this.open.get(attemptId) ?? 0;
    const isFull =
      ofAttempt >= attemptStreamLimits.ofAttempt || this.openStreams >= attemptStreamLimits.ofProcess;
    if (isFull || this.stopping.signal.aborted) {
      throw new AppError('service-unavailable', {
        detail: 'Too many streams are open; close one, or try again in a moment.',
        headers: { 'retry-after': '5' },
      });
    }
    this.open.set(attemptId, ofAttempt + 1);
    this.openStreams += 1;
    return () => {
      const left = (this.open.get(attemptId) ?? 1) - 1;
      if (left > 0) this.open.set(attemptId, left);
      else this.open.delete(attemptId);
      this.openStreams -= 1;
    };
  }
}

function sourceOf(attempt: WatchedAttempt): Parameters<typeof eventStream>[0] {
  let told: Told | undefined;
  const next = (): ReturnType<typeof partOf> => {
    const part = partOf(told, attempt.standing, performance.now() - attempt.readAt);
    if (attempt.standing) {
      told = {
        timeRevision: attempt.standing.timeRevision,
        isRunning: attempt.standing.state === 'in_progress',
        writer: attempt.standing.writer,
      };
    }
    return part;
  };
  return {
    first: next(),
    lastId: 0,
    readAfter: () => Promise.resolve(next()),
    // Each look at the attempt proves the token again.
    isStillAllowed: () => Promise.resolve(attempt.standing !== undefined),
  };
}
