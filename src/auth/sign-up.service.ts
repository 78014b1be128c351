import { Injectable } from '@nestjs/common';
import { requireCanonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database } from '../database/database.js';
import { appendEvent } from '../events/events.queries.js';
import type { SignUpBody, SignUpView } from './auth.dto.js';
import { insertEmployer } from './employers.queries.js';
import { insertOwner } from './members.queries.js';
import { PasswordHasher } from './password-hasher.js';
import { assertGoodPassword } from './refusals.js';
import { insertPerson } from './persons.queries.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { networkOf, signUpSubject } from './sign-in.rules.js';

/** How many assessments of a new employer may be active at once. */
const activeSlots = 3;

/** Undoes the transaction of a sign-up whose address is taken. */
class AddressTaken extends Error {}

@Injectable()
export class SignUpService {
  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  /** Answers a stranger who tries an address that is taken exactly as one who takes it. */
  async signUp(body: SignUpBody, address: string): Promise<SignUpView> {
    const { employerName, name, email } = body;
    assertGoodPassword('/password', body.password, [email, name, employerName]);
    const counted = [signUpSubject(networkOf(address))];
    await this.throttle.reserve(counted);
    const passwordHash = await this.hasher.hash(body.password).catch(async (error: unknown) => {
      await this.throttle.release(counted);
      throw error;
    });
    const [employerId, personId, memberId] = [newId(), newId(), newId()];
    try {
      await this.database.transaction({ employerId }, async (tx) => {
        await insertEmployer(tx, { employerId, name: employerName, activeSlots });
        const person = { id: personId, email, email_canonical: requireCanonicalEmail(email), name };
        // Late, so that a taken address takes nearly as long as a free one.
        if (!(await insertPerson(tx, { ...person, password_hash: passwordHash }))) throw new AddressTaken();
        await insertOwner(tx, { employerId, id: memberId, personId });
        await appendEvent(tx, {
          employerId,
          type: 'employer.created',
          actor: { type: 'member', id: memberId },
          subject: { type: 'employer', id: employerId },
          payload: { ownerId: memberId },
        });
      });
    } catch (error) {
      if (!(error instanceof AddressTaken)) throw error;
    }
    return { status: 'accepted' };
  }
}
