import { Injectable } from '@nestjs/common';
import { isEditable } from '../assessments/assessment.rules.js';
import { findAssessment, lockAssessment } from '../assessments/assessments.queries.js';
import type { Actor } from '../common/access/actor.js';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { entityTag, ok, type Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import {
  defaultSchedule,
  toScheduleFields,
  toScheduleView,
  type ReminderScheduleBody,
} from './reminder-schedules.dto.js';
import { findSchedule, insertDefaultSchedule, updateSchedule } from './reminder-schedules.queries.js';

@Injectable()
export class ReminderSchedulesService {
  constructor(private readonly database: Database) {}

  async show(employerId: string, assessmentId: string): Promise<Reply> {
    const row = await this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      return findSchedule(db, employerId, assessmentId);
    });
    return ok(toScheduleView(row ?? defaultSchedule), entityTag((row ?? defaultSchedule).revision));
  }

  /** The event asks for new plans; until they are made, whoever finds an old one due decides by the schedule as it is now. */
  replace(actor: Actor, assessmentId: string, revision: string, body: ReminderScheduleBody): Promise<Reply> {
    const { employerId } = actor;
    const fields = toScheduleFields(body);
    if (fields.quiet_from !== null && fields.quiet_from === fields.quiet_to) throw emptyQuietHours();
    return this.database.transaction({ employerId }, async (tx) => {
      const assessment = found(await lockAssessment(tx, employerId, assessmentId));
      if (!isEditable(assessment.status))
        throw new AppError('not-editable', { detail: 'Nobody is reminded of an archived assessment.' });
      await insertDefaultSchedule(tx, employerId, assessmentId);
      const row = await updateSchedule(tx, employerId, assessmentId, revision, fields);
      if (!row) {
        const current = found(await findSchedule(tx, employerId, assessmentId));
        throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
      }
      await appendEvent(tx, {
        employerId,
        type: 'assessment.reminders_changed',
        actor: eventActor(actor),
        subject: { type: 'assessment', id: assessmentId },
        payload: { enabled: row.enabled },
      });
      return ok(toScheduleView(row), entityTag(row.revision));
    });
  }
}

function emptyQuietHours(): AppError {
  return validationFailed([
    {
      pointer: '/quietHours/to',
      code: 'out-of-range',
      detail: 'Quiet hours must end at another time than they begin; null means that there are none.',
    },
  ]);
}
