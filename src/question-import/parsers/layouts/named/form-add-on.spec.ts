import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

describe('the sheet of a form add-on', () => {
  it('names right answers by their texts and types in capitals', async () => {
    const file = await readRows([
      [
        'Question',
        'Question Type',
        'Required',
        'Option 1',
        'Option 2',
        'Option 3',
        'Answer',
        'Points',
        'Feedback',
      ],
      ['Which is a fruit?', 'MULTIPLE_CHOICE', 'TRUE', 'Pear', 'Leek', '', 'Pear', 1, 'It grows on trees.'],
      ['Which are roots?', 'CHECKBOX', 'FALSE', 'Carrot', 'Apple', 'Beet', 'Carrot;Beet', 2, ''],
      ['Choose one', 'DROPDOWN', 'FALSE', 'a b', 'c d', '', 'c d', 1, ''],
      ['Your name', 'PARAGRAPH', 'TRUE', '', '', '', '', 0, ''],
      ['When?', 'DATE', 'TRUE', '', '', '', '', 0, ''],
    ]);
    expect(file.layout).toBe('Form add-on sheet, header in row 1');
    expect(file.answerReadings).toEqual(['texts']);
    expect(problemsOf(file)).toEqual(['unsupported_type in row 6']);
    expect(questionsOf(file).map(starred)).toEqual([
      ['*Pear', 'Leek'],
      ['*Carrot', 'Apple', '*Beet'],
      ['a b', '*c d'],
      [],
    ]);
    expect(questionsOf(file).map(({ required }) => required)).toEqual([true, false, false, true]);
  });
});
