import { canonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import { hashSecret, newSecret } from '../common/identifiers/tokens.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { resetLink } from './password-mails.service.js';
import { insertResetRequest, setResetLink } from './password-resets.queries.js';
import { findPersonByEmail, lockPersonRow } from './persons.queries.js';

/**
 * The way to a new password where no mail leaves: the operator hands the link on. It can be used once, like the one in a mail, and
 * nobody but its holder chooses the password.
 *
 * @returns undefined where nobody is registered with the address.
 */
export async function makeResetLink(
  address: string,
  { databaseUrl, publicUrl }: { readonly databaseUrl: string; readonly publicUrl: string },
): Promise<string | undefined> {
  const emailCanonical = canonicalEmail(address);
  if (emailCanonical === undefined) return undefined;
  const source = await createDataSource({
    url: databaseUrl,
    role: 'assay_app',
    poolSize: 1,
  }).initialize();
  try {
    return await new Database(source, source).transaction({}, async (tx) => {
      const person = await findPersonByEmail(tx, emailCanonical, undefined);
      if (!person) return undefined;
      await lockPersonRow(tx, person.id);
      const [id, secret] = [newId(), newSecret()];
      await insertResetRequest(tx, id, emailCanonical);
      await setResetLink(tx, id, person.id, hashSecret(secret));
      return resetLink(publicUrl, id, secret);
    });
  } finally {
    await source.destroy();
  }
}
