import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from './index.js';

const folder = new URL('../../../docs/examples/', import.meta.url);

describe('the example workbook', () => {
  it('gives twenty questions of all five kinds and no problem', async () => {
    const file = await parseQuestionFile(await readFile(new URL('onboarding-quiz.xlsx', folder)));
    expect(file.problems).toEqual([]);
    expect(file.rows).toHaveLength(20);
    const kinds = new Set(file.rows.map((row) => row.question?.kind));
    expect(kinds).toEqual(
      new Set(['single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer']),
    );
  });

  it('says the same as the delimited text it was made from', async () => {
    const workbook = await parseQuestionFile(await readFile(new URL('onboarding-quiz.xlsx', folder)));
    const text = await parseQuestionFile(await readFile(new URL('onboarding-quiz.csv', folder)));
    expect(workbook.rows.map((row) => row.question)).toEqual(text.rows.map((row) => row.question));
  });

  it('keeps numbers, tolerances and alternatives', async () => {
    const file = await parseQuestionFile(await readFile(new URL('onboarding-quiz.xlsx', folder)));
    const accepted = (row: number): unknown => file.rows.find((one) => one.row === row)?.question?.accepted;
    expect(accepted(16)).toEqual([{ value: '26.88', tolerance: { absolute: '0.05' } }]);
    expect(accepted(18)).toEqual([{ min: '1000', max: '1060' }]);
    expect(accepted(20)).toEqual(['GDPR', 'DSGVO', 'RGPD'].map((text) => ({ text, fraction: 1 })));
  });
});
