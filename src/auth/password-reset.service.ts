import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { requireCanonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import { equalHashes, hashSecret, parseToken } from '../common/identifiers/tokens.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import { Database } from '../database/database.js';
import { enqueue } from '../jobs/jobs.queries.js';
import type { ConfirmResetBody, RequestResetBody, RequestResetView } from './auth.dto.js';
import { changePasswordOf } from './password-change.js';
import { PasswordHasher } from './password-hasher.js';
import { sendPasswordReset, type PasswordResetMail } from './password-mails.service.js';
import { passwordResetLimits } from './password-reset.rules.js';
import {
  countResetsOf,
  deleteReset,
  endLiveReset,
  findLiveReset,
  insertResetRequest,
  listWaitingResets,
  lockWaitingReset,
  purgeResets,
  setResetLink,
  type WaitingReset,
} from './password-resets.queries.js';
import {
  findPerson,
  findPersonByEmail,
  listMemberships,
  lockPersonRow,
  type MembershipRow,
  type PersonRow,
} from './persons.queries.js';
import { assertGoodPassword } from './refusals.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { accountSubject, networkOf, passwordResetSubject } from './sign-in.rules.js';

/** A new password by mail. The link is the proof; it sets a password and lets nobody in. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
  ) {}

  /** Notes the address and looks nothing up, so that neither the answer nor its time says whether somebody has it. */
  async request({ email }: RequestResetBody, address: string): Promise<RequestResetView> {
    const emailCanonical = requireCanonicalEmail(email);
    await this.throttle.reserve([passwordResetSubject(networkOf(address))]);
    await this.database.transaction({}, (tx) => insertResetRequest(tx, newId(), emailCanonical));
    return { status: 'accepted' };
  }

  /** Turns requests into mails; safe in several workers at once. */
  async sendRequested(): Promise<void> {
    for (;;) {
      const waiting = await this.database.read({}, (db) => listWaitingResets(db, atOnce));
      for (const request of waiting) await this.answer(request);
      if (waiting.length < atOnce) return;
    }
  }

  async confirm({ token, password }: ConfirmResetBody): Promise<void> {
    const parts = parseToken('reset', token);
    const id = parts?.identifiers[0];
    if (!parts || id === undefined) throw linkGone();
    const reset = await this.database.read({}, (db) => findLiveReset(db, id));
    if (!reset || !equalHashes(reset.token_hash, parts.secretHash)) throw linkGone();
    const { person_id: personId } = reset;
    const { person, memberships } = await this.findOwner(personId);
    assertGoodPassword('/password', password, [
      person.email,
      person.name,
      ...memberships.map((each) => each.employer_name),
    ]);
    // Only for a link that is real: strangers cannot fill the queue of hashes from here.
    const passwordHash = await this.hasher.hash(password);
    await this.database.transaction({ personId }, async (tx) => {
      await lockPersonRow(tx, personId);
      if (!(await endLiveReset(tx, id, parts.secretHash))) throw linkGone();
      // Who reads the mail of an account is its owner: strangers' failures, of an old password too, no longer count.
      await this.throttle.succeed(tx, [], [accountSubject(person.email_canonical)]);
      await changePasswordOf(tx, { personId, passwordHash, by: 'reset', keptSessionId: null });
    });
  }

  async purge(): Promise<void> {
    while ((await this.database.transaction({}, (tx) => purgeResets(tx, purgedAtOnce))) === purgedAtOnce);
  }

  private async answer(request: WaitingReset): Promise<void> {
    const { id } = request;
    const person = request.is_stale
      ? undefined
      : await this.database.read({}, (db) => findPersonByEmail(db, request.email_canonical, undefined));
    const [first] = person ? await this.membershipsOf(person.id) : [];
    if (!person || !first) return this.database.transaction({}, (tx) => deleteReset(tx, id));
    const employerId = first.employer_id;
    await this.database.transaction({ employerId }, async (tx) => {
      // Serialises the links of one person: two workers must not both count two.
      await lockPersonRow(tx, person.id);
      if (!(await lockWaitingReset(tx, id))) return;
      if ((await countResetsOf(tx, person.id)) >= passwordResetLimits.mailsPerDay) return deleteReset(tx, id);
      const secret = deriveSecret(this.secrets.keys[0], 'reset-link', [id]);
      await setResetLink(tx, id, person.id, hashSecret(secret));
      const payload: PasswordResetMail = { resetId: id };
      // A person is no tenant's, a job is: it goes to the employer to whom the person belongs longest.
      await enqueue(tx, { employerId, kind: sendPasswordReset, key: id, payload });
    });
  }

  private membershipsOf(personId: string): Promise<MembershipRow[]> {
    return this.database.read({ personId }, (db) => listMemberships(db, personId));
  }

  private findOwner(personId: string): Promise<{ person: PersonRow; memberships: MembershipRow[] }> {
    return this.database.read({ personId }, async (db) => {
      const person = await findPerson(db, personId);
      if (!person) throw linkGone();
      return { person, memberships: await listMemberships(db, personId) };
    });
  }
}

const atOnce = 100;
const purgedAtOnce = 1_000;

/** One answer for a link that is used, too old, replaced, or never was. */
function linkGone(): AppError {
  return new AppError('gone', { detail: 'This link is no longer valid. Ask for a new one.' });
}
