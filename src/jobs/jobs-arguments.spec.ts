import { describe, expect, it } from 'vitest';
import { JobsUsageError, parseJobsArguments } from './jobs-arguments.js';

const id = '01980000-0000-7000-8000-000000000001';
const parse = (line: string) => parseJobsArguments(line.split(' ').filter((word) => word !== ''));

describe('assay jobs', () => {
  it.each([
    ['', { name: 'help' }],
    ['dead --help', { name: 'help' }],
    ['list', { name: 'list' }],
    ['dead', { name: 'dead', filter: {}, limit: 50 }],
    [
      `dead --kind mail --employer ${id} --class poison --limit 500`,
      { name: 'dead', filter: { kind: 'mail', employerId: id, errorClass: 'poison' }, limit: 500 },
    ],
    [`replay ${id}`, { name: 'replay', filter: { id } }],
    ['replay --kind mail', { name: 'replay', filter: { kind: 'mail' } }],
    ['replay --all', { name: 'replay', filter: {} }],
    ['pause', { name: 'pause', kind: undefined, drain: false }],
    ['pause mail --drain', { name: 'pause', kind: 'mail', drain: true }],
    ['resume mail', { name: 'resume', kind: 'mail' }],
  ])('%s', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    'frobnicate',
    '__proto__',
    'constructor',
    'list more',
    'dead mail',
    'dead --limit 0',
    'dead --limit 501',
    'dead --limit',
    'dead --kind mail --kind mail',
    'dead --class bad',
    'dead --employer x',
    'dead --drain',
    'replay',
    'replay x',
    `replay ${id} --all`,
    'replay --all --kind mail',
    'pause Mail',
    'pause mail webhook',
    'resume --all',
  ])('refuses: %s', (line) => {
    expect(() => parse(line)).toThrow(JobsUsageError);
  });
});
