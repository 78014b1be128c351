import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { AppError, validationFailed } from '../common/errors/app-error.js';
import { Database } from '../database/database.js';
import {
  toSessionView,
  type ChangePasswordBody,
  type ChangeProfileBody,
  type SessionView,
} from './auth.dto.js';
import { changePasswordOf } from './password-change.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHasher } from './password-hasher.js';
import { assertGoodPassword, unauthenticated } from './refusals.js';
import {
  findPerson,
  listMemberships,
  lockPerson,
  updateLanguage,
  type MembershipRow,
  type PersonRow,
} from './persons.queries.js';
import { endSession } from './sessions.queries.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { passwordChangeSubject } from './sign-in.rules.js';

type MemberActor = Extract<Actor, { type: 'member' }>;

/** What somebody who is signed in does with the own session and password. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordCheck,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  async show(actor: Actor): Promise<SessionView> {
    const { person, current, all } = await this.load(requireMember(actor));
    return toSessionView(person, current, all);
  }

  async changeProfile(actor: Actor, { language }: ChangeProfileBody): Promise<SessionView> {
    const { employerId, personId } = requireMember(actor);
    await this.database.transaction({ employerId, personId }, (tx) => updateLanguage(tx, personId, language));
    return this.show(actor);
  }

  async signOut(actor: Actor): Promise<void> {
    const { employerId, sessionId } = requireMember(actor);
    await this.database.transaction({ employerId }, (tx) => endSession(tx, employerId, sessionId));
  }

  async changePassword(actor: Actor, body: ChangePasswordBody): Promise<void> {
    const { employerId, personId, sessionId } = requireMember(actor);
    const { person, all } = await this.load(requireMember(actor));
    assertGoodPassword('/newPassword', body.newPassword, [
      person.email,
      person.name,
      ...all.map((membership) => membership.employer_name),
    ]);
    const counted = [passwordChangeSubject(personId)];
    const right = await this.passwords.isRight(person.password_hash, body.currentPassword, counted);
    if (!right) throw wrongPassword();
    const passwordHash = await this.hasher.hash(body.newPassword);
    await this.database.transaction({ employerId, personId }, async (tx) => {
      if (!(await lockPerson(tx, personId, person.password_hash))) throw wrongPassword();
      await this.throttle.succeed(tx, counted);
      await changePasswordOf(tx, { personId, passwordHash, by: 'member', keptSessionId: sessionId });
    });
  }

  private async load(
    actor: MemberActor,
  ): Promise<{ person: PersonRow; current: MembershipRow; all: MembershipRow[] }> {
    const { employerId, personId, memberId } = actor;
    return this.database.read({ employerId, personId }, async (db) => {
      const person = await findPerson(db, personId);
      const all = await listMemberships(db, personId);
      const current = all.find((membership) => membership.member_id === memberId);
      if (!person || !current) throw unauthenticated();
      return { person, current, all };
    });
  }
}

/** No API key has the permission; this tells the compiler. */
function requireMember(actor: Actor): MemberActor {
  if (actor.type !== 'member') throw new AppError('forbidden');
  return actor;
}

function wrongPassword(): AppError {
  return validationFailed([
    { pointer: '/currentPassword', code: 'wrong-password', detail: 'This is not the present password.' },
  ]);
}
