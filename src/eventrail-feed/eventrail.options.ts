import type { KeyObject } from 'node:crypto';

export const eventrailOptions = Symbol('eventrailOptions');

export interface EventrailOptions {
  /** For the lock of the one writer, which is a connection of its own. */
  readonly databaseUrl: string;
  /** The folder of the event log; undefined where this process writes none. */
  readonly directory?: string | undefined;
  /** Signs checkpoints; undefined where none are made. */
  readonly signingKey?: KeyObject | undefined;
}
