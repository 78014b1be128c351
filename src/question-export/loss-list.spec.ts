import { expect, it } from 'vitest';
import { LossList } from './loss-list.js';
import { sampleQuestions } from './writers/template/sample-questions.js';

it('counts every loss, and keeps the first thousand', () => {
  const list = new LossList();
  const [question] = sampleQuestions;
  const loss = (code: string): { code: string; message: string } => ({ code, message: `${code}.` });
  for (let round = 0; round < 700; round += 1) {
    list.add(question!, round % 2 === 0 ? [loss('points'), loss('points'), loss('unit')] : []);
  }
  expect(list.questions).toBe(700);
  expect(list.affectedQuestions).toBe(350);
  expect(list.total).toBe(1_050);
  expect(list.kept).toHaveLength(1_000);
  expect(list.counts()).toEqual([
    { code: 'points', count: 350 },
    { code: 'unit', count: 350 },
  ]);
  expect(Object.keys(list.kept[0]!.question)).toEqual(['id', 'externalId', 'title', 'position']);
});
