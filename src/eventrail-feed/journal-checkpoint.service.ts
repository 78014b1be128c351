import { Inject, Injectable } from '@nestjs/common';
import { AppError, found } from '../common/errors/app-error.js';
import { Database } from '../database/database.js';
import { readJournalHead } from '../events/journal.queries.js';
import { signCheckpoint } from '../eventrail/verify/checkpoint.js';
import { type CheckpointView, toCheckpointView } from './eventrail.dto.js';
import { eventrailOptions, type EventrailOptions } from './eventrail.options.js';

/** An employer takes a signed statement about his journal out of our reach. */
@Injectable()
export class JournalCheckpointService {
  constructor(
    private readonly database: Database,
    @Inject(eventrailOptions) private readonly options: EventrailOptions,
  ) {}

  async sign(employerId: string): Promise<CheckpointView> {
    const { signingKey } = this.options;
    if (signingKey === undefined)
      throw new AppError('not-found', { detail: 'This installation signs no checkpoints of the journal.' });
    const head = found(await this.database.read({ employerId }, (db) => readJournalHead(db, employerId)));
    const { sequence, hash, now } = head;
    return toCheckpointView(
      signCheckpoint(signingKey, {
        chain: employerId,
        sequence: Number(sequence),
        hash,
        time: now.toISOString(),
      }),
    );
  }
}
