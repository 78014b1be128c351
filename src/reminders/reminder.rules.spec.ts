import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../test/support/seed.js';
import { localTime } from '../common/time/zoned-time.js';
import {
  afterQuietHours,
  isQuiet,
  nextReminderAt,
  shortestGapMilliseconds,
  whyStopped,
  type InviteFacts,
  type ReminderSchedule,
} from './reminder.rules.js';

const hour = 3_600_000;
const day = 24 * hour;
const night = { fromMinute: 20 * 60, toMinute: 8 * 60 };
const none = { lastAt: undefined, isPending: false };
const at = (text: string): Date => new Date(text);

const invite: InviteFacts = {
  sentAt: at('2026-03-02T10:00:00Z'),
  opensAt: undefined,
  endsAt: at('2026-03-20T10:00:00Z'),
  isRevoked: false,
  hasStarted: false,
  hasOptedOut: false,
  assessment: 'active',
  timeZone: 'Europe/Warsaw',
};
const schedule: ReminderSchedule = {
  enabled: true,
  afterInviteDays: [3, 7],
  beforeExpiryDays: [1],
  quietHours: night,
  changedAt: at('2026-01-01T00:00:00Z'),
};

/** Every reminder that an invite gets, each sent when it is due. */
function allReminders(facts: InviteFacts, wanted: ReminderSchedule): string[] {
  const sent: Date[] = [];
  let now = facts.sentAt;
  for (;;) {
    const next = nextReminderAt(facts, wanted, { lastAt: sent.at(-1), isPending: false }, now);
    if (next === undefined) return sent.map((date) => date.toISOString());
    sent.push(next);
    now = next;
  }
}

describe('the reminders of an invite', () => {
  it('come on the days of the schedule', () => {
    expect(allReminders(invite, schedule)).toEqual([
      '2026-03-05T10:00:00.000Z',
      '2026-03-09T10:00:00.000Z',
      '2026-03-19T10:00:00.000Z',
    ]);
  });

  it('wait for the end of the quiet hours where the candidate is', () => {
    const late = { ...invite, sentAt: at('2026-03-02T22:30:00Z'), timeZone: 'Asia/Kathmandu' };
    expect(allReminders(late, { ...schedule, beforeExpiryDays: [] })).toEqual([
      '2026-03-06T02:15:00.000Z',
      '2026-03-10T02:15:00.000Z',
    ]);
  });

  it('do not come within twelve hours of each other or of the invitation: one covers the other', () => {
    const short = { ...invite, endsAt: at('2026-03-06T09:00:00Z') };
    expect(allReminders(short, schedule), 'a day before its end is an hour before the third day').toEqual([
      '2026-03-05T09:00:00.000Z',
    ]);
    expect(allReminders({ ...invite, endsAt: at('2026-03-03T16:00:00Z') }, schedule)).toEqual([]);
  });

  it('do not come after the end, nor before the assessment opens', () => {
    expect(allReminders({ ...invite, endsAt: at('2026-03-05T10:00:00Z') }, schedule)).toEqual([
      '2026-03-04T10:00:00.000Z',
    ]);
    expect(allReminders({ ...invite, opensAt: at('2026-03-08T00:00:00Z') }, schedule)).toEqual([
      '2026-03-09T10:00:00.000Z',
      '2026-03-19T10:00:00.000Z',
    ]);
    const endsAtNight = { ...invite, endsAt: at('2026-03-05T23:00:00Z') };
    const eveningBefore = { ...schedule, afterInviteDays: [], beforeExpiryDays: [1] };
    expect(allReminders(endsAtNight, eveningBefore)).toEqual(['2026-03-05T07:00:00.000Z']);
    const endsBeforeMorning = {
      ...invite,
      sentAt: at('2026-03-02T22:00:00Z'),
      endsAt: at('2026-03-06T06:59:00Z'),
    };
    expect(allReminders(endsBeforeMorning, { ...schedule, beforeExpiryDays: [] })).toEqual([]);
  });

  it('are not made up for: a schedule counts from when it was set', () => {
    const set = { ...schedule, changedAt: at('2026-03-10T09:00:00Z') };
    const next = nextReminderAt(invite, set, none, at('2026-03-10T09:00:00Z'));
    expect(next).toEqual(at('2026-03-19T10:00:00Z'));
  });

  it('that waits for the morning survives a change of the schedule in the night', () => {
    const evening = { ...invite, sentAt: at('2026-03-02T20:00:00Z') };
    const set = { ...schedule, changedAt: at('2026-03-05T23:00:00Z') };
    expect(nextReminderAt(evening, set, none, at('2026-03-05T23:00:00Z'))).toEqual(
      at('2026-03-06T07:00:00Z'),
    );
  });

  it('missed while nothing ran is sent once, and not at night', () => {
    const now = at('2026-03-12T21:00:00Z');
    const next = nextReminderAt(invite, schedule, none, now);
    expect(next).toEqual(at('2026-03-13T07:00:00Z'));
    const after = nextReminderAt(invite, schedule, { lastAt: next, isPending: false }, next!);
    expect(after).toEqual(at('2026-03-19T10:00:00Z'));
  });

  it('wait while a mail of the invite is on its way', () => {
    const now = at('2026-03-05T10:00:00Z');
    expect(nextReminderAt(invite, schedule, { lastAt: undefined, isPending: true }, now)).toEqual(
      at('2026-03-05T11:00:00Z'),
    );
  });

  const stopped: [string, Partial<InviteFacts>, string][] = [
    ['revoked', { isRevoked: true }, 'revoked'],
    ['started', { hasStarted: true }, 'started'],
    ['opted out', { hasOptedOut: true }, 'opted-out'],
    ['of a closed assessment', { assessment: 'closed' }, 'assessment-not-active'],
    ['of an archived assessment', { assessment: 'archived' }, 'assessment-not-active'],
    ['of a draft', { assessment: 'draft' }, 'assessment-not-active'],
    ['expired', { endsAt: invite.sentAt }, 'expired'],
  ];
  it.each(stopped)('do not come to one that is %s', (_, change, reason) => {
    const facts = { ...invite, ...change };
    expect(whyStopped(facts, schedule, invite.sentAt)).toBe(reason);
    expect(nextReminderAt(facts, schedule, none, invite.sentAt)).toBeUndefined();
  });

  it('do not come where they are switched off', () => {
    expect(nextReminderAt(invite, { ...schedule, enabled: false }, none, invite.sentAt)).toBeUndefined();
    expect(whyStopped(invite, undefined, invite.sentAt)).toBe('off');
  });
});

describe('the end of the quiet hours', () => {
  it.each([
    ['2026-03-29T00:10:00Z', 'Europe/Warsaw', [20, 2.5], '2026-03-29T01:00:00.000Z', 'is jumped over'],
    [
      '2026-10-25T00:10:00Z',
      'Europe/Warsaw',
      [20, 2.5],
      '2026-10-25T00:30:00.000Z',
      'comes for the first time',
    ],
    [
      '2026-10-25T01:10:00Z',
      'Europe/Warsaw',
      [20, 2.5],
      '2026-10-25T01:30:00.000Z',
      'comes for the second time',
    ],
    ['2026-03-28T21:00:00Z', 'Europe/Warsaw', [20, 8], '2026-03-29T06:00:00.000Z', 'after a short night'],
    ['2026-10-24T21:00:00Z', 'Europe/Warsaw', [20, 8], '2026-10-25T07:00:00.000Z', 'after a long night'],
    ['2026-03-08T01:00:00Z', 'America/New_York', [20, 8], '2026-03-08T12:00:00.000Z', 'after a short night'],
    [
      '2026-10-03T10:00:00Z',
      'Australia/Lord_Howe',
      [20, 8],
      '2026-10-03T21:00:00.000Z',
      'half an hour earlier',
    ],
    [
      '2011-12-30T08:00:00Z',
      'Pacific/Apia',
      [20, 8],
      '2011-12-30T18:00:00.000Z',
      'a day later by the calendar',
    ],
    ['2026-06-01T04:00:00Z', 'UTC', [3, 5], '2026-06-01T05:00:00.000Z', 'within a day'],
    [
      '2026-06-01T02:59:59Z',
      'UTC',
      [3, 5],
      '2026-06-01T02:59:59.000Z',
      'is not waited for before they begin',
    ],
    ['2026-06-01T05:00:00Z', 'UTC', [3, 5], '2026-06-01T05:00:00.000Z', 'is not quiet itself'],
  ] as const)('from %s in %s: %s → %s, %s', (instant, zone, [from, to], expected, why) => {
    const quiet = { fromMinute: from * 60, toMinute: to * 60 };
    expect(afterQuietHours(at(instant), quiet, zone).toISOString(), why).toBe(expected);
  });
});

const zones = [
  'Europe/Warsaw',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];
const instants = fc.date({
  min: at('2011-11-01T00:00:00Z'),
  max: at('2035-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const quiets = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_439 }))
  .filter(([from, to]) => from !== to)
  .map(([fromMinute, toMinute]) => ({ fromMinute, toMinute }));
const days = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 });

const situations = fc.record({
  sentAt: instants,
  lasts: fc.integer({ min: 1, max: 90 * 24 }).map((hours) => hours * hour),
  waited: fc.integer({ min: 0, max: 95 * 24 * 60 }).map((minutes) => minutes * 60_000),
  zone: fc.constantFrom(...zones),
  quiet: fc.option(quiets, { nil: undefined }),
  after: days,
  before: days,
  lastBefore: fc.option(fc.integer({ min: 0, max: 10 * 24 * 60 }), { nil: undefined }),
  isPending: fc.boolean(),
});

type Situation = typeof situations extends fc.Arbitrary<infer Value> ? Value : never;

function decide(
  situation: Situation,
  waited = situation.waited,
): { now: Date; next: Date | undefined; last: number; facts: InviteFacts } {
  const { sentAt, lastBefore } = situation;
  const now = new Date(sentAt.getTime() + waited);
  const facts = {
    ...invite,
    sentAt,
    endsAt: new Date(sentAt.getTime() + situation.lasts),
    timeZone: situation.zone,
  };
  const wanted = {
    ...schedule,
    afterInviteDays: situation.after,
    beforeExpiryDays: situation.before,
    quietHours: situation.quiet,
    changedAt: sentAt,
  };
  // Counted from one fixed moment, so that the same reminder was the last whenever it is asked.
  const lastAt =
    lastBefore === undefined
      ? undefined
      : new Date(Math.max(sentAt.getTime(), sentAt.getTime() + situation.waited - lastBefore * 60_000));
  const next = nextReminderAt(facts, wanted, { lastAt, isPending: situation.isPending }, now);
  return { now, next, last: Math.max(sentAt.getTime(), lastAt?.getTime() ?? 0), facts };
}

describe('whatever the schedule, the zone and the time, the next reminder', () => {
  it('is never quiet, past, too soon after another mail or after the end', () => {
    let decided = 0;
    fc.assert(
      fc.property(situations, (situation) => {
        const { now, next, last, facts } = decide(situation);
        if (next === undefined) return;
        decided += 1;
        expect(next.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(next.getTime()).toBeLessThan(facts.endsAt.getTime());
        expect(next.getTime() - last).toBeGreaterThanOrEqual(shortestGapMilliseconds);
        if (situation.quiet)
          expect(isQuiet(localTime(next, situation.zone).minute, situation.quiet)).toBe(false);
      }),
      { seed: testSeed, numRuns: 3_000 },
    );
    expect(decided, 'the situations are not all without a reminder').toBeGreaterThan(500);
  });

  it('is the same when it is asked again at that time, and never earlier for being asked later', () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 0, max: 5 * 24 * 60 }), (given, minutes) => {
        const situation = { ...given, isPending: false };
        const { next } = decide(situation);
        if (next === undefined) return;
        const atThatTime = next.getTime() - situation.sentAt.getTime();
        expect(decide(situation, atThatTime).next).toEqual(next);
        const later = decide(situation, situation.waited + minutes * 60_000).next;
        if (later !== undefined) expect(later.getTime()).toBeGreaterThanOrEqual(next.getTime());
      }),
      { seed: testSeed, numRuns: 3_000 },
    );
  });

  it('waits no longer than it must: there is no minute before it that is not quiet', () => {
    fc.assert(
      fc.property(instants, quiets, fc.constantFrom(...zones), (instant, quiet, zone) => {
        const end = afterQuietHours(instant, quiet, zone);
        if (end.getTime() === instant.getTime()) return;
        expect(end.getTime() - instant.getTime()).toBeLessThanOrEqual(day + hour);
        for (let time = instant.getTime(); time < end.getTime(); time += 60_000)
          expect(isQuiet(localTime(new Date(time), zone).minute, quiet)).toBe(true);
      }),
      { seed: testSeed, numRuns: 100 },
    );
  });
});
