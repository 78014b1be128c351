import type { INestApplicationContext } from '@nestjs/common';
import { SignInThrottle } from './auth/sign-in-throttle.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import type { PeriodicTask } from './jobs/periodic-runner.js';
import { QuestionImportService } from './question-import/question-import.service.js';
import { ReadingService } from './question-import/reading.service.js';
import { FinishService } from './submissions/finish.service.js';

const second = 1_000;
const attemptsPerRound = 100;

/** Everything that runs in the background, by name. The only file that knows both the runner and the features. */
export function periodicTasks(app: INestApplicationContext): readonly PeriodicTask[] {
  const strict = { strict: false };
  return [
    {
      name: 'finish-due-attempts',
      everyMilliseconds: second,
      run: async () => {
        // A full round may not be the last one: hundreds of attempts often end in the same second.
        while ((await app.get(FinishService, strict).sweep(attemptsPerRound)) === attemptsPerRound);
      },
    },
    {
      name: 'read-abandoned-imports',
      everyMilliseconds: 30 * second,
      run: async () => void (await app.get(ReadingService, strict).readAbandoned()),
    },
    {
      name: 'purge-imports',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(QuestionImportService, strict).purge(),
    },
    {
      name: 'purge-idempotency-keys',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(IdempotencyService, strict).purge(),
    },
    {
      name: 'purge-sign-in-counters',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(SignInThrottle, strict).purge(),
    },
  ];
}
