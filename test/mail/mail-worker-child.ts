import { createDataSource } from '../../src/database/data-sources.js';
import { Database } from '../../src/database/database.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { quietLog } from '../support/job-bench.js';
import { mailJob } from '../support/mail-jobs.js';

/** A worker as a process of its own that sends a mail and then takes for ever to note it: to be killed there. */
const [, , url = '', smtpPort = ''] = process.argv;

const connect = (poolSize: number) => createDataSource({ url, role: 'assay_app', poolSize }).initialize();
const database = new Database(await connect(4), await connect(1));
const handler = mailJob(Number(smtpPort), { stall: new Promise(() => undefined) });
new JobRunner(database, [handler], quietLog, {
  slots: 4,
  pollMilliseconds: 25,
  leaseSeconds: 2,
  heartbeatMilliseconds: 600,
  releaseMilliseconds: 200,
}).start();
setInterval(() => undefined, 60_000);
