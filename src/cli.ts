#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { importUsage, parseImportArguments, UsageError } from './command-line/import-arguments.js';
import { CommandFailed, runImport } from './command-line/import-command.js';
import { loadClientSettings } from './config/client-settings.js';
import { exitWithSentence, tell } from './process-output.js';

const usage = `Usage: assay <command>

  import FILE --assessment ID   add the questions of a file, through the API; assay import --help
  jobs COMMAND                  look at the queue, replay dead jobs, pause it; assay jobs --help
  verify-journal, checkpoints, checkpoint-key
                                check the journal and the event log; assay verify-journal --help
  reset-link EMAIL              print a link with which the person sets a new password; once, for 30 minutes
  migrate                       bring the database of DATABASE_URL (or the embedded one) to the newest schema
  openapi [FILE]                write the description of the API (default: openapi.yaml); needs no database
`;

/** What a command needs is loaded when it is called: the client of the API starts without the server's modules. */
async function run([command, ...rest]: readonly string[]): Promise<number> {
  if (command === 'import') return importQuestions(rest);
  if (command === 'jobs') return operateJobs(rest);
  if (command !== undefined && /^(verify-journal|checkpoints|checkpoint-key)$/.test(command))
    return checkEventrail(command, rest);
  if (command === 'reset-link' && rest.length === 1) return printResetLink(rest[0]!);
  if (command === 'migrate' && rest.length === 0) {
    const { loadConfiguration } = await import('./config/config.js');
    const { startDatabase } = await import('./start-database.js');
    const database = await startDatabase(loadConfiguration(), tell, () => undefined);
    tell('The database has the newest schema.');
    await database.stop();
    return 0;
  }
  if (command === 'openapi' && rest.length <= 1) {
    const { renderApiDocument } = await import('./openapi-file.js');
    await writeFile(rest[0] ?? 'openapi.yaml', await renderApiDocument());
    return 0;
  }
  tell(usage);
  return 2;
}

/** On standard output alone, so that it can be piped and comes into no log. */
async function printResetLink(address: string): Promise<number> {
  const { loadConfiguration } = await import('./config/config.js');
  const { startDatabase } = await import('./start-database.js');
  const { makeResetLink } = await import('./auth/reset-link-command.js');
  const configuration = loadConfiguration();
  const { databaseUrl, publicUrl } = configuration;
  // The embedded database runs only with a process of Assay; one that is given is used as it is.
  const embedded =
    databaseUrl === undefined ? await startDatabase(configuration, tell, () => undefined) : undefined;
  try {
    const link = await makeResetLink(address, { databaseUrl: databaseUrl ?? embedded!.url, publicUrl });
    if (link === undefined) {
      tell('Nobody is registered with this address.');
      return 1;
    }
    process.stdout.write(`${link}\n`);
    return 0;
  } finally {
    await embedded?.stop();
  }
}

async function operateJobs(words: readonly string[]): Promise<number> {
  const { JobsUsageError, jobsUsage, parseJobsArguments } = await import('./jobs/jobs-arguments.js');
  try {
    const parsed = parseJobsArguments(words);
    const { loadConfiguration } = await import('./config/config.js');
    const { databaseUrl } = loadConfiguration();
    if (databaseUrl === undefined && parsed.name !== 'help') {
      tell('assay jobs needs DATABASE_URL: the embedded database belongs to the process of "npm start".');
      return 1;
    }
    const { runJobsCommand } = await import('./jobs/jobs-command.js');
    await runJobsCommand(parsed, databaseUrl ?? '', (text) => void process.stdout.write(text));
    return 0;
  } catch (error) {
    if (!(error instanceof JobsUsageError)) throw error;
    tell(`${error.message}\n\n${jobsUsage}`);
    return 2;
  }
}

async function checkEventrail(name: string, words: readonly string[]): Promise<number> {
  const { EventrailUsageError, eventrailUsage, parseEventrailArguments } =
    await import('./eventrail-feed/eventrail-arguments.js');
  try {
    const command = parseEventrailArguments(name, words);
    const { runEventrailCommand } = await import('./eventrail-command.js');
    return await runEventrailCommand(command, (text) => void process.stdout.write(text));
  } catch (error) {
    if (!(error instanceof EventrailUsageError)) throw error;
    tell(`${error.message}\n\n${eventrailUsage}`);
    return 2;
  }
}

async function importQuestions(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    process.stdout.write(importUsage);
    return 0;
  }
  try {
    const say = (text: string): void => void process.stdout.write(text);
    return await runImport(parseImportArguments(words, loadClientSettings()), say, process.stderr);
  } catch (error) {
    if (error instanceof UsageError) {
      tell(`${error.message}\n\n${importUsage}`);
      return 2;
    }
    if (error instanceof CommandFailed) {
      tell(error.message);
      return 1;
    }
    throw error;
  }
}

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
}, exitWithSentence);
