import { createDataSource } from '../../src/database/data-sources.js';
import { Database } from '../../src/database/database.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { trustedContext } from '../../src/outbound/connection.js';
import { readNetwork } from '../../src/outbound/network.js';
import { DispatcherService } from '../../src/webhooks/dispatcher.service.js';
import { LaneService } from '../../src/webhooks/lane.service.js';
import { laneJob } from '../../src/webhooks/webhooks.jobs.js';
import { receiverCertificate } from '../support/scripted-receiver.js';
import { testKey } from '../support/test-key.js';

/** A worker that sends webhooks, as a process of its own, to be killed. */
const [, , url = '', leaseSeconds = '2', slots = '4', port = ''] = process.argv;
const lease = Number(leaseSeconds);

const connect = (poolSize: number) => createDataSource({ url, role: 'assay_app', poolSize }).initialize();
const database = new Database(await connect(6), await connect(1));
const lanes = new LaneService(
  { keys: [testKey] },
  {
    outbound: {
      policy: { allowedPorts: [Number(port)], allowedNetworks: [readNetwork('127.0.0.0/8')] },
      secureContext: trustedContext([receiverCertificate]),
      resolveName: async () => ['127.0.0.1'],
    },
  },
);
const dispatcher = new DispatcherService(database);
const runner = new JobRunner(
  database,
  [laneJob(lanes)],
  { error: (_, message) => process.stderr.write(`${message}\n`), warn: () => undefined },
  {
    slots: Number(slots),
    pollMilliseconds: 25,
    leaseSeconds: lease,
    heartbeatMilliseconds: lease * 300,
    releaseMilliseconds: lease * 100,
    onEnd: (kind, outcome) => process.stdout.write(`${kind} ${outcome}\n`),
  },
);
runner.start();
const dispatch = (): void => {
  void dispatcher
    .dispatch()
    .catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
    .finally(() => setTimeout(dispatch, 50));
};
dispatch();
process.stdout.write('ready\n');
