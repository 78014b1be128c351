import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { checkpointKeyOf } from './checkpoint-key.js';
import { loadConfiguration } from './config/config.js';
import { type EventrailCommand, eventrailUsage } from './eventrail-feed/eventrail-arguments.js';
import { checkpointsIn, describeVerdict, verifyJournal } from './eventrail-feed/verify-journal.js';
import { readVerifyingKey } from './eventrail/verify/checkpoint.js';

/** What the command line does with the event log. Its failures, such as a file that is not there, leave the question undecided. */
export async function runEventrailCommand(
  command: EventrailCommand,
  say: (text: string) => void,
): Promise<number> {
  try {
    return await run(command, say);
  } catch (error) {
    say(`cannot-decide: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function run(command: EventrailCommand, say: (text: string) => void): Promise<number> {
  switch (command.name) {
    case 'help':
      say(eventrailUsage);
      return 0;
    case 'checkpoint-key': {
      const key = checkpointKeyOf(loadConfiguration());
      if (key === undefined) throw new Error('This installation has no key: set ASSAY_CHECKPOINT_KEY.');
      say(createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
      return 0;
    }
    case 'checkpoints': {
      const folder = command.folder ?? loadConfiguration().eventrailDirectory;
      if (folder === undefined)
        throw new Error('This installation has no event log: name its folder with --log.');
      say(await checkpointsIn(folder));
      return 0;
    }
    case 'verify-journal': {
      const { databaseUrl } = command.database ? loadConfiguration() : {};
      if (command.database && databaseUrl === undefined)
        throw new Error(
          '--database needs DATABASE_URL: the embedded database belongs to the process of "npm start".',
        );
      const [checkpoints, key] = await Promise.all([
        readFile(command.checkpoints, 'utf8'),
        readFile(command.publicKey, 'utf8'),
      ]);
      const verdict = await verifyJournal(
        { databaseUrl, folder: command.folder },
        checkpoints,
        readVerifyingKey(key),
      );
      say(describeVerdict(verdict));
      return verdict.exitCode;
    }
  }
}
