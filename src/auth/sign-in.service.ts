import { Injectable } from '@nestjs/common';
import { requireCanonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import { hashSecret, newSecret } from '../common/identifiers/tokens.js';
import { Database, type Tx } from '../database/database.js';
import { toSessionView, type SessionView, type SignInBody } from './auth.dto.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHasher } from './password-hasher.js';
import { signInFailed } from './refusals.js';
import {
  findPersonByEmail,
  listMemberships,
  lockPerson,
  rememberDevice,
  updatePasswordHash,
  type MembershipRow,
  type PersonRow,
} from './persons.queries.js';
import { deviceHashOf, type PresentedCookies } from './session-cookies.js';
import { endSessionByToken, endSurplusSessions, insertSession } from './sessions.queries.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { accountSubject, countedSubjects, networkOf, type CountedSubject } from './sign-in.rules.js';

export interface SignedIn {
  readonly view: SessionView;
  readonly employerId: string;
  readonly secret: Buffer;
  readonly deviceSecret: Buffer;
}

interface NewSession {
  readonly person: PersonRow;
  readonly membership: MembershipRow;
  readonly secret: Buffer;
  readonly deviceSecret: Buffer;
  readonly counted: readonly CountedSubject[];
  readonly newHash: string | undefined;
}

@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordCheck,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  /** Always makes a new session: one that the browser brought along may be somebody else's work. */
  async signIn(body: SignInBody, presented: PresentedCookies, address: string): Promise<SignedIn> {
    const email = requireCanonicalEmail(body.email);
    const deviceHash = deviceHashOf(presented.deviceSecret);
    const person = await this.database.read({}, (db) => findPersonByEmail(db, email, deviceHash));
    const knownDevice = person?.device_known && deviceHash ? { personId: person.id, deviceHash } : undefined;
    const counted = countedSubjects({
      email,
      network: networkOf(address),
      ...(knownDevice ? { knownDevice } : {}),
    });
    const right = await this.passwords.isRight(person?.password_hash, body.password, counted);
    if (!person || !right) throw signInFailed();
    const memberships = await this.database.read({ personId: person.id }, (db) =>
      listMemberships(db, person.id),
    );
    const membership = memberships.find((each) => (body.employerId ?? each.employer_id) === each.employer_id);
    if (!membership) throw signInFailed();
    const session: NewSession = {
      person,
      membership,
      secret: newSecret(),
      deviceSecret: presented.deviceSecret ?? newSecret(),
      counted,
      newHash: await this.strongerHash(person.password_hash, body.password),
    };
    await this.database.transaction({ employerId: membership.employer_id }, (tx) => this.open(tx, session));
    await this.endReplaced(presented);
    return {
      view: toSessionView(person, membership, memberships),
      employerId: membership.employer_id,
      secret: session.secret,
      deviceSecret: session.deviceSecret,
    };
  }

  private async open(tx: Tx, session: NewSession): Promise<void> {
    const { person, membership, counted } = session;
    const employerId = membership.employer_id;
    if (!(await lockPerson(tx, person.id, person.password_hash))) throw signInFailed();
    const memberId = membership.member_id;
    const tokenHash = hashSecret(session.secret);
    if (!(await insertSession(tx, { employerId, id: newId(), memberId, tokenHash }))) throw signInFailed();
    await endSurplusSessions(tx, employerId, memberId);
    await rememberDevice(tx, person.id, hashSecret(session.deviceSecret));
    if (session.newHash !== undefined) await updatePasswordHash(tx, person.id, session.newHash);
    await this.throttle.succeed(tx, counted, [accountSubject(person.email_canonical)]);
  }

  private async strongerHash(storedHash: string, password: string): Promise<string | undefined> {
    if (!this.hasher.isOutdated(storedHash)) return undefined;
    // Not worth refusing a sign-in for: the next one tries again.
    return this.hasher.hash(password).catch(() => undefined);
  }

  private async endReplaced({ session }: PresentedCookies): Promise<void> {
    if (!session) return;
    const { employerId, tokenHash } = session;
    await this.database.transaction({ employerId }, (tx) => endSessionByToken(tx, employerId, tokenHash));
  }
}
