import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readServerKeys, type ServerKey } from './common/secrets/secret-encryption.js';
import type { Configuration } from './config/config.js';
import { StartupError } from './database/embedded/startup-error.js';
import { ownSecretFile } from './own-secret-file.js';

type ServerKeys = readonly [ServerKey, ...ServerKey[]];

const fileName = 'secret-keys';

/**
 * The keys of the setting. With a database of its own an installation is one process, which makes a key at its first start;
 * with a given one there may be several processes, which would make different keys, so there the operator chooses.
 *
 * @throws StartupError
 */
export function secretKeysOf(configuration: Configuration): ServerKeys {
  if (configuration.secretKeys !== undefined) return atLeastOne(configuration.secretKeys);
  if (configuration.databaseUrl === undefined) return ownKeys(configuration.dataDirectory);
  throw new StartupError(
    'ASSAY_SECRET_KEYS is needed beside DATABASE_URL, the same for all processes: ' +
      'ASSAY_SECRET_KEYS=a:$(openssl rand -base64 32). Keep it: what it has encrypted cannot be read without it.',
  );
}

function ownKeys(directory: string): ServerKeys {
  const path = join(directory, fileName);
  try {
    const text = ownSecretFile(path, () => `own:${randomBytes(32).toString('base64')}\n`);
    return atLeastOne(readServerKeys(text.trim()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The key of this installation, ${path}, cannot be used: ${reason} Restore it from a backup; without it the ` +
        'secrets of webhooks cannot be read.',
    );
  }
}

function atLeastOne(keys: readonly ServerKey[]): ServerKeys {
  const [first, ...others] = keys;
  if (first === undefined) throw new RangeError('It holds no key.');
  return [first, ...others];
}
