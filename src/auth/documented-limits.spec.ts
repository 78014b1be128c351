import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longestKeyLifeDays } from './api-key.rules.js';
import { hashParameters, hashQueueLimits } from './password-hasher.js';
import { passwordLimits } from './password.rules.js';
import { invitationDays, sessionLimits } from './session.rules.js';
import { passwordResetLimits } from './password-reset.rules.js';
import { signInLimits } from './sign-in.rules.js';

const page = readFileSync(new URL('../../docs/authentication.md', import.meta.url), 'utf8').replace(
  /\s+/g,
  ' ',
);

describe('docs/authentication.md', () => {
  it.each([
    `${signInLimits.freeFailures} failures are free; then 1, 2, 4 … up to ${signInLimits.longestDelaySeconds} seconds`,
    `after ${signInLimits.hardStopFailures} failures it opens only on a known device`,
    `${signInLimits.networkFailures} failures, then ${signInLimits.networkQuietSeconds} quiet seconds`,
    `${hashQueueLimits.atOnce}, and ${hashQueueLimits.waiting} waiting`,
    `${signInLimits.crowdRequests}, then ${signInLimits.networkQuietSeconds} quiet seconds`,
    `works once and for ${passwordResetLimits.validMinutes} minutes`,
    `${passwordResetLimits.mailsPerDay} mails a day`,
    `known for ${sessionLimits.knownDeviceDays} days`,
    `${passwordLimits.minimum} to ${passwordLimits.maximum} characters`,
    `at most ${passwordLimits.maximumBytes} bytes`,
    `(m=${hashParameters.memoryCost}, t=${hashParameters.timeCost}, p=${hashParameters.parallelism})`,
    `ends after ${sessionLimits.absoluteHours} hours, after ${sessionLimits.idleMinutes} minutes without`,
    `has ${sessionLimits.mostAtOnce} at most`,
    `valid for ${invitationDays} days`,
    `lives for ${longestKeyLifeDays} days`,
  ])('says: %s', (sentence) => {
    expect(page).toContain(sentence);
  });
});
