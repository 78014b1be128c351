import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { entityTag, ok, type Reply } from '../common/http/reply.js';
import { Database, type Tx } from '../database/database.js';
import { nextDigest } from './notice.rules.js';
import {
  toSettingsFields,
  toSettingsView,
  type ChangeNotificationSettings,
} from './notification-settings.dto.js';
import {
  defaultSettings,
  findSettings,
  lockSettings,
  updateSettings,
  type SettingsRow,
} from './notification-settings.queries.js';
import { lockOpenNotice, moveNotice, readClock, readTold } from './submission-notices.queries.js';

/** A member's own; each employer of a person has settings of its own. Nobody else sees or changes them, so no event tells of them. */
@Injectable()
export class NotificationSettingsService {
  constructor(private readonly database: Database) {}

  async show(actor: Actor): Promise<Reply> {
    const { employerId, memberId } = requireMember(actor);
    const row = await this.database.read({ employerId }, (db) => findSettings(db, employerId, memberId));
    return ok(toSettingsView(row ?? defaultSettings), entityTag((row ?? defaultSettings).revision));
  }

  change(actor: Actor, revision: string, body: ChangeNotificationSettings): Promise<Reply> {
    const { employerId, memberId } = requireMember(actor);
    return this.database.transaction({ employerId }, async (tx) => {
      const current = await lockSettings(tx, employerId, memberId);
      if (current.revision !== revision)
        throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
      const row = await updateSettings(tx, employerId, memberId, toSettingsFields(body, current));
      await moveOpenDigest(tx, employerId, memberId, row);
      return ok(toSettingsView(row), entityTag(row.revision));
    });
  }
}

/** What a digest has collected is told at the new hour, or at once where the member wants no more digests. */
async function moveOpenDigest(
  tx: Tx,
  employerId: string,
  memberId: string,
  settings: SettingsRow,
): Promise<void> {
  const open = await lockOpenNotice(tx, employerId, memberId, null);
  if (open === undefined) return;
  const now = await readClock(tx);
  if (settings.submissions !== 'digest') {
    await moveNotice(tx, employerId, open.id, { day: open.day, dueAt: now });
    return;
  }
  const { last_day: lastDay } = await readTold(tx, employerId, memberId, null);
  const time = { hour: settings.digest_hour, timeZone: settings.time_zone };
  await moveNotice(tx, employerId, open.id, nextDigest(time, lastDay ?? undefined, now));
}

/** No API key has the permission; this tells the compiler. */
function requireMember(actor: Actor): Extract<Actor, { type: 'member' }> {
  if (actor.type !== 'member') throw new AppError('forbidden');
  return actor;
}
