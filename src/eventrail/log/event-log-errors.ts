export type EventRefusalCode = 'not-json' | 'too-large' | 'bad-chain';

/** The event itself cannot be stored; sending it again unchanged cannot help. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';

  constructor(
    readonly code: EventRefusalCode,
    message: string,
  ) {
    super(message);
  }
}

export type UnavailableReason = 'disk-full' | 'write-failed' | 'queue-full' | 'closed' | 'failed';

/**
 * The log takes nothing now. `outcome` says what became of the event: 'not-stored' is certain; 'unknown' means that its
 * bytes may have reached the disk and may come back if the process dies before they are cut off.
 */
export class EventLogUnavailable extends Error {
  override readonly name = 'EventLogUnavailable';

  constructor(
    readonly reason: UnavailableReason,
    readonly outcome: 'not-stored' | 'unknown',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Another program writes into this folder, or it cannot be ruled out that one does. */
export class EventLogLocked extends Error {
  override readonly name = 'EventLogLocked';
}

/** Bytes that had been acknowledged are not what they were. Nothing was changed on disk. */
export class EventLogDamaged extends Error {
  override readonly name = 'EventLogDamaged';

  constructor(
    readonly segment: string,
    /** In bytes from the beginning of the segment. */
    readonly offset: number,
    /** The first sequence number that cannot be read. */
    readonly seq: number,
    /** What is wrong, and how it is known that the bytes had been whole once. */
    readonly detail: string,
  ) {
    super(
      `The event log is damaged: ${segment}, byte ${offset}, event ${seq}. ${detail} Nothing was changed. Keep a copy of the folder, ` +
        'restore the segment from a backup, or move the whole folder aside to begin a new log.',
    );
  }
}
