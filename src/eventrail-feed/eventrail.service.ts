import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/errors/app-error.js';
import { EventLogUnavailable, EventRefused } from '../eventrail/log/event-log-errors.js';
import { type LogStatsView, type RecordedView, toLogStatsView } from './eventrail.dto.js';
import { EventLogHolder } from './event-log-holder.js';
import { httpChain } from './log-contents.js';
import { formatPosition, parsePosition } from './log-position.js';

const largestEvent = 64 * 1024;
const idForm = /^[0-9a-f]{32}:[1-9]\d{0,15}$/;

/** The event log used by itself, by whoever has the operator's token. */
@Injectable()
export class EventrailService {
  constructor(private readonly holder: EventLogHolder) {}

  /** Answers when the event is on disk. Those that arrive while others are being written share the next write. */
  async record(body: Buffer | undefined): Promise<RecordedView> {
    if (body === undefined || body.length === 0)
      throw new AppError('bad-request', { detail: 'Send the event: any JSON value, as application/json.' });
    if (body.length > largestEvent)
      throw new AppError('payload-too-large', { detail: `An event has at most ${largestEvent} bytes.` });
    const { log, contents } = this.holder.require();
    try {
      const stored = await log.append({ json: body.toString('utf8'), chain: httpChain });
      const name = log.stats().log ?? '';
      contents.grown(name, stored);
      return { id: formatPosition({ log: name, seq: stored.seq }), time: stored.time };
    } catch (error) {
      throw refusal(error);
    }
  }

  /** Exactly the bytes of the event's line. */
  async read(id: string): Promise<Buffer> {
    if (!idForm.test(id)) throw new AppError('not-found');
    const position = parsePosition(id);
    const { log } = this.holder.require();
    const event = log.stats().log === position.log ? await log.read(position.seq) : undefined;
    return found(event).bytes;
  }

  stats(): LogStatsView {
    return toLogStatsView(this.holder.require().log.stats());
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof EventRefused)
    return error.code === 'too-large'
      ? new AppError('payload-too-large', { detail: error.message })
      : new AppError('bad-request', { detail: error.message });
  if (!(error instanceof EventLogUnavailable)) return error;
  const stored =
    error.outcome === 'not-stored' ? 'It was not stored.' : 'It may have been stored all the same.';
  return new AppError('service-unavailable', {
    detail: `${error.message} ${stored}`,
    headers: { 'retry-after': '5' },
    cause: error,
  });
}
