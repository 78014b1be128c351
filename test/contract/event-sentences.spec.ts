import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventGroups } from '../../web/src/features/activity/event-groups.js';

/** As the journal knows them: a type that is only a type of the compiler leaves nothing to ask at run time. */
const types = [...readFileSync('src/events/event-types.ts', 'utf8').matchAll(/^ {2}'([a-z_.]+)': /gm)].map(
  ([, type]) => type!,
);

describe('what people read about events', () => {
  it('finds the types of the journal', () => {
    expect(types).toContain('attempt.submitted');
    expect(types.length).toBeGreaterThan(40);
  });

  it('has every type in one group of the filter', () => {
    expect(Object.values(eventGroups).flat().toSorted()).toEqual(types.toSorted());
  });

  it.each(['en', 'pl'])('has a sentence in %s for every type, and for none that there is not', (language) => {
    const texts = Object.keys(
      JSON.parse(readFileSync(`web/src/texts/${language}/events.json`, 'utf8')) as object,
    );
    const names = types.map((type) => type.replaceAll('.', '_'));
    const isOf = (name: string, text: string): boolean => text === name || text.startsWith(`${name}_`);
    expect(names.filter((name) => !texts.some((text) => isOf(name, text)))).toEqual([]);
    const other = /^(unnamed_|role_|by[A-Z]|bySystem|unknownType)/;
    expect(texts.filter((text) => !other.test(text) && !names.some((name) => isOf(name, text)))).toEqual([]);
  });
});
