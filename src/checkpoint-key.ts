import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Configuration } from './config/config.js';
import { StartupError } from './database/embedded/startup-error.js';
import { readSigningKey } from './eventrail/verify/checkpoint.js';
import { ownSecretFile } from './own-secret-file.js';

/**
 * The key of the setting, or, with a database of its own, one that the installation makes at its first start. A given
 * database may be used by several processes: they would make different keys, and a checkpoint by another key is not believed.
 *
 * @throws StartupError
 */
export function checkpointKeyOf(configuration: Configuration): KeyObject | undefined {
  const { checkpointKey, databaseUrl, eventrailDirectory, dataDirectory } = configuration;
  if (checkpointKey !== undefined) return checkpointKey;
  if (databaseUrl === undefined) return ownKey(join(dataDirectory, 'checkpoint-key'));
  if (eventrailDirectory === undefined) return undefined;
  throw new StartupError(
    'ASSAY_CHECKPOINT_KEY is needed beside DATABASE_URL and ASSAY_EVENTRAIL_DIRECTORY: the middle line of ' +
      '"openssl genpkey -algorithm ed25519". Keep it: checkpoints by another key are not believed.',
  );
}

function ownKey(path: string): KeyObject {
  try {
    return readSigningKey(ownSecretFile(path, makeKey));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The key that signs checkpoints, ${path}, cannot be used: ${reason} Restore it from a backup; a new one makes ` +
        'checkpoints that readers of the old ones do not believe.',
    );
  }
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
