import { randomUUID } from 'node:crypto';
import { randomNetwork, type Employer, type TestApp } from './test-app.js';

export interface Invitation {
  readonly id: string;
  readonly token: string;
  readonly email: string;
}

export async function invite(owner: Employer, role: string, email = newAddress()): Promise<Invitation> {
  const answer = await owner.post('/members', { email, role });
  if (answer.status !== 201) throw new Error(`inviting answered ${answer.status}: ${answer.text}`);
  return { id: answer.body.id, token: answer.body.token, email };
}

/** A further member of the owner's employer, signed in. */
export async function addMember(app: TestApp, owner: Employer, role: string): Promise<Employer> {
  const { token, email } = await invite(owner, role);
  const password = `a long pass phrase ${randomUUID()}`;
  const answer = await app
    .anonymous()
    .post('/auth/join', { token, name: 'Mia Member', password }, { remoteAddress: randomNetwork() });
  if (answer.status !== 204) throw new Error(`joining answered ${answer.status}: ${answer.text}`);
  return app.signIn(email, password);
}

export function newAddress(): string {
  return `member-${randomUUID()}@example.org`;
}
