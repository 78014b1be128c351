import { describe, expect, it } from 'vitest';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/identifiers/identifiers.js';
import { countOutcomes, mostAttempts, readSelection } from './attempt-times.rules.js';

function pointerOf(given: object): string | undefined {
  try {
    readSelection(given);
    return undefined;
  } catch (error) {
    return (error as AppError).errors?.[0]?.pointer;
  }
}

describe('readSelection', () => {
  it('reads each of its three forms', () => {
    const ids = [newId(), newId()];
    expect(readSelection({ ids })).toEqual({ ids });
    expect(readSelection({ all: true })).toEqual({ emails: null, startedAfter: null, startedBefore: null });
    const startedBefore = '2026-03-01T09:00:00Z';
    expect(readSelection({ filter: { emails: [' Anna@Example.ORG'], startedBefore } })).toEqual({
      emails: ['anna@example.org'],
      startedAfter: null,
      startedBefore,
    });
  });

  it.each<[object, string]>([
    [{}, '/attempts'],
    [{ ids: [newId()], all: true }, '/attempts'],
    [{ everybody: true }, '/attempts'],
    [JSON.parse('{"__proto__": {"all": true}}'), '/attempts'],
    [[true], '/attempts'],
    [{ all: 'true' }, '/attempts/all'],
    [{ ids: 'all' }, '/attempts/ids'],
    [{ ids: [] }, '/attempts/ids'],
    [{ ids: ['1'] }, '/attempts/ids'],
    [{ ids: Array.from({ length: mostAttempts + 1 }, newId) }, '/attempts/ids'],
    [{ filter: null }, '/attempts/filter'],
    [{ filter: [] }, '/attempts/filter'],
    [{ filter: {} }, '/attempts/filter'],
    [{ filter: { emails: null } }, '/attempts/filter/emails'],
    [{ filter: { emails: [] } }, '/attempts/filter/emails'],
    [{ filter: { emails: ['nobody'] } }, '/attempts/filter/emails'],
    [{ filter: { startedAfter: 5 } }, '/attempts/filter/startedAfter'],
    [{ filter: { startedBefore: null } }, '/attempts/filter/startedBefore'],
    [{ filter: { startedBefore: '2026-03-01T09:00:00Z', state: 'x' } }, '/attempts/filter'],
  ])('never takes %j for everybody', (given, pointer) => {
    expect(pointerOf(given)).toBe(pointer);
  });

  it('takes an id once', () => {
    const id = newId();
    expect(pointerOf({ ids: [id, id] })).toBe('/attempts/ids');
  });
});

describe('countOutcomes', () => {
  it('has a number for every outcome', () => {
    expect(countOutcomes(['ended', 'extended', 'ended'])).toEqual({
      extended: 1,
      ended: 2,
      not_found: 0,
      unlimited: 0,
      at_closing: 0,
    });
  });
});
