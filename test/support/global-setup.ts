import type { TestProject } from 'vitest/node';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { startTestServer } from './embedded-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string;
    templateDatabase: string;
  }
}

/** One server for the run and one migrated database in it, which every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  const template = `assay_template_${process.pid}`;
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await admin.end();
  const url = new URL(server.adminUrl);
  url.pathname = `/${template}`;
  await migrate(url.href);
  project.provide('adminUrl', server.adminUrl);
  project.provide('templateDatabase', template);
  return () => server.stop();
}
