#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { loadConfiguration } from './config/config.js';
import { renderApiDocument } from './openapi-file.js';
import { exitWithSentence, tell } from './process-output.js';
import { startDatabase } from './start-database.js';

const usage = `Usage: assay <command>

  migrate          bring the database of DATABASE_URL (or the embedded one) to the newest schema
  openapi [FILE]   write the description of the API (default: openapi.yaml); needs no database
`;

async function run([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'migrate' && rest.length === 0) {
    const database = await startDatabase(loadConfiguration(), tell, () => undefined);
    tell('The database has the newest schema.');
    await database.stop();
  } else if (command === 'openapi' && rest.length <= 1) {
    await writeFile(rest[0] ?? 'openapi.yaml', await renderApiDocument());
  } else {
    tell(usage);
    process.exit(2);
  }
}

run(process.argv.slice(2)).catch(exitWithSentence);
