import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database } from './database.js';

/** Whether this process should be sent requests: not while it stops, and not while the database is away. */
@Injectable()
export class Readiness {
  private stopping = false;
  private readonly parts = new Map<string, () => string>();

  constructor(private readonly database: Database) {}

  beginToStop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** A part that Assay can be without: its state is shown, and is no reason to send nobody here. */
  watch(part: string, state: () => string): void {
    this.parts.set(part, state);
  }

  get details(): Record<string, string> {
    return Object.fromEntries([...this.parts].map(([part, state]) => [part, state()]));
  }

  async check(): Promise<void> {
    if (this.stopping) throw new AppError('service-unavailable', { detail: 'The server is stopping.' });
    await this.database.call('app', { name: 'check_readiness', text: 'SELECT 1' }, []);
  }
}
