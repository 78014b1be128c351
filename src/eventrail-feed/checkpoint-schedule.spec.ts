import { describe, expect, it } from 'vitest';
import { CheckpointSchedule } from './checkpoint-schedule.js';

const minute = 60_000;

function head(chain: string, sequence: number) {
  return { chain, sequence, hash: `hash of ${sequence}` };
}

describe('a checkpoint is due', () => {
  it('a minute after the first event that none covers, over the newest', () => {
    const schedule = new CheckpointSchedule();
    schedule.reached(head('one', 1), 0);
    schedule.reached(head('one', 2), minute - 1);
    expect(schedule.due(minute - 1)).toEqual([]);
    expect(schedule.due(minute)).toEqual([head('one', 2)]);
  });

  it('with the thousandth event since the last one', () => {
    const schedule = new CheckpointSchedule();
    schedule.sealed('one', 500);
    schedule.reached(head('one', 1_499), 0);
    expect(schedule.due(0)).toEqual([]);
    schedule.reached(head('one', 1_500), 0);
    expect(schedule.due(0)).toEqual([head('one', 1_500)]);
  });

  it('no more when it was made, and not for what it covers already', () => {
    const schedule = new CheckpointSchedule();
    schedule.reached(head('one', 3), 0);
    schedule.reached(head('other', 3), 0);
    schedule.sealed('one', 3);
    expect(schedule.due(minute)).toEqual([head('other', 3)]);
    schedule.reached(head('one', 3), 0);
    schedule.sealed('one', 1);
    schedule.reached(head('one', 2), 0);
    expect(schedule.due(minute)).toEqual([head('other', 3)]);
  });

  it('anew for what came while it was made', () => {
    const schedule = new CheckpointSchedule();
    schedule.reached(head('one', 3), 0);
    schedule.reached(head('one', 4), minute);
    schedule.sealed('one', 3);
    expect(schedule.due(minute)).toEqual([head('one', 4)]);
  });
});
