import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/identifiers/identifiers.js';
import { parseToken } from '../common/identifiers/tokens.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent } from '../events/events.queries.js';
import type { JoinBody } from './auth.dto.js';
import { lockEmployer } from './employers.queries.js';
import {
  findLiveInvitation,
  lockLiveInvitation,
  markAccepted,
  type LiveInvitation,
} from './invitations.queries.js';
import { insertOrReviveMember } from './members.queries.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHasher } from './password-hasher.js';
import { assertGoodPassword, signInFailed } from './refusals.js';
import { findPersonByEmail, insertPerson, lockPerson, type NewPerson } from './persons.queries.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { accountSubject, countedSubjects, networkOf, type CountedSubject } from './sign-in.rules.js';

interface JoiningPerson {
  readonly person: NewPerson;
  /** Of the tries booked for somebody who is registered; nothing for a new person. */
  readonly counted: readonly CountedSubject[] | undefined;
}

@Injectable()
export class JoinService {
  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordCheck,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  async join(body: JoinBody, address: string): Promise<void> {
    const parts = parseToken('join', body.token);
    const employerId = parts?.identifiers[0];
    if (!parts || employerId === undefined) throw new AppError('gone');
    const invitation = await this.database.read({ employerId }, (db) =>
      findLiveInvitation(db, employerId, parts.secretHash),
    );
    if (!invitation) throw new AppError('gone');
    // Before the person is looked up: a bad password must not tell whether the address is registered.
    assertGoodPassword('/password', body.password, [invitation.email, body.name]);
    const joining = await this.identify(invitation, body, address);
    await this.database.transaction({ employerId }, async (tx) => {
      await lockEmployer(tx, employerId);
      const locked = await lockLiveInvitation(tx, employerId, parts.secretHash);
      if (!locked) throw new AppError('gone');
      await this.accept(tx, employerId, locked, joining);
    });
  }

  /** Who is registered shows that with the password; everybody else becomes a person with this one. */
  private async identify(
    invitation: LiveInvitation,
    body: JoinBody,
    address: string,
  ): Promise<JoiningPerson> {
    const { email, email_canonical } = invitation;
    const known = await this.database.read({}, (db) => findPersonByEmail(db, email_canonical, undefined));
    if (!known) {
      const password_hash = await this.hasher.hash(body.password);
      return {
        person: { id: newId(), email, email_canonical, name: body.name, password_hash },
        counted: undefined,
      };
    }
    const counted = countedSubjects({ email: email_canonical, network: networkOf(address) });
    if (!(await this.passwords.isRight(known.password_hash, body.password, counted))) throw signInFailed();
    return { person: known, counted };
  }

  private async accept(
    tx: Tx,
    employerId: string,
    invitation: LiveInvitation,
    { person, counted }: JoiningPerson,
  ): Promise<void> {
    const { role } = invitation;
    if (counted) {
      if (!(await lockPerson(tx, person.id, person.password_hash))) throw signInFailed();
      await this.throttle.succeed(tx, counted, [accountSubject(person.email_canonical)]);
    } else if (!(await insertPerson(tx, person))) {
      // Somebody registered the address a moment ago; asked again, this finds them.
      throw new AppError('service-unavailable', { headers: { 'retry-after': '1' } });
    }
    const memberId = await insertOrReviveMember(tx, { employerId, id: newId(), personId: person.id, role });
    if (memberId === undefined) throw new AppError('already-member');
    await markAccepted(tx, employerId, invitation.id);
    await appendEvent(tx, {
      employerId,
      type: 'member.joined',
      actor: { type: 'member', id: memberId },
      subject: { type: 'member', id: memberId },
      payload: { role },
    });
  }
}
