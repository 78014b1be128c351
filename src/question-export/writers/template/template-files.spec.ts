import JSZip from 'jszip';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../../test/support/question-meaning.js';
import { importedBack } from '../../../../test/support/round-trip.js';
import { parseQuestionFile } from '../../../question-import/parsers/index.js';
import { questionKindNames } from '../../../questions/kinds/question-kind.js';
import { templateColumns } from '../table/template-columns.js';
import { sampleQuestions } from './sample-questions.js';
import { csvTemplate, xlsxTemplate } from './template-files.js';

const files: [string, () => Promise<Uint8Array>][] = [
  ['CSV', () => Promise.resolve(Buffer.from(csvTemplate()))],
  ['XLSX', xlsxTemplate],
];

describe('the template', () => {
  it.each(files)('imports cleanly, with a question of each kind: %s', async (_name, bytes) => {
    const { questions, problems } = await importedBack(await bytes());
    expect(problems).toEqual([]);
    expect(questions.map(({ kind }) => kind)).toEqual(questionKindNames);
    expect(questions.map(meaningOf)).toEqual(sampleQuestions.map(meaningOf));
  });

  it.each(files)('has no column that the import does not know: %s', async (_name, bytes) => {
    const { columns } = await parseQuestionFile(await bytes());
    expect(columns.map(({ header }) => header)).toEqual(templateColumns(10).map(({ name }) => name));
    expect(columns.filter(({ meaning }) => meaning === undefined)).toEqual([]);
  });

  it('starts with the columns that other tools write too, in their order', () => {
    expect(
      templateColumns(10)
        .map(({ name }) => name)
        .slice(0, 25),
    ).toEqual([
      'external_id',
      'type',
      'title',
      'question',
      ...Array.from({ length: 10 }, (_, index) => `option_${index + 1}`),
      'correct',
      'points',
      'penalty',
      'tolerance',
      'case_sensitive',
      'shuffle_options',
      'explanation',
      'category',
      'tags',
      'difficulty',
      'time_limit_seconds',
    ]);
  });

  it('offers the kinds and the truth values as drop-downs, and explains every column on a second sheet', async () => {
    const zip = await JSZip.loadAsync(await xlsxTemplate(), { checkCRC32: true });
    for (const name of Object.keys(zip.files)) {
      expect(XMLValidator.validate(await zip.file(name)!.async('string')), name).toBe(true);
    }
    const questions = await zip.file('xl/worksheets/sheet1.xml')!.async('string');
    expect(questions).not.toContain('<f>');
    const lists = [...questions.matchAll(/sqref="([A-Z]+)2:\1\d+"><formula1>"([^"]+)"/g)].map(
      ([, column, list]) => [column, list],
    );
    expect(lists).toContainEqual(['B', questionKindNames.join(',')]);
    expect(lists.filter(([, list]) => list === 'TRUE,FALSE')).toHaveLength(2);
    const explained = await zip.file('xl/worksheets/sheet2.xml')!.async('string');
    for (const { name } of templateColumns(1)) expect(explained).toContain(name);
  });

  it('has the same bytes each time', async () => {
    expect(await xlsxTemplate()).toEqual(await xlsxTemplate());
  });
});
