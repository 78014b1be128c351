import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  pack,
  questionHeader,
  questionRows,
  sharedStrings,
  sheetRow,
  workbookParts,
  worksheet,
} from '../../../test/fixtures/import/build-workbook.js';
import { parseQuestionFile } from './index.js';

const script = fileURLToPath(
  new URL('../../../test/fixtures/import/measure-added-memory.ts', import.meta.url),
);

interface Measurement {
  readonly questions: number;
  readonly problems: number;
  readonly addedMebibytes: number;
}

/** In a process of its own, as peak memory cannot be measured beside other tests. */
async function measure(bytes: Uint8Array): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-import-'));
  try {
    const path = join(folder, 'questions.xlsx');
    await writeFile(path, bytes);
    const child = spawn(process.execPath, ['--import', '@oxc-node/core/register', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
    }
    return JSON.parse(output) as Measurement;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Ten columns of different texts, as a spreadsheet program stores them. */
function tenThousandRows(): { sheet: string; strings: string } {
  const header = [
    'question',
    'option a',
    'option b',
    'option c',
    'option d',
    'correct',
    'points',
    'explanation',
    'category',
    'tags',
  ];
  const items: string[] = [];
  const reference = (text: string): string =>
    `<c t="s"><v>${items.push(`<si><t>${text}</t></si>`) - 1}</v></c>`;
  const rows = [sheetRow(1, header)];
  for (let index = 0; index < 10_000; index++) {
    const texts = [
      `How many parts has machine number ${index}?`,
      ...[1, 2, 3, 4].map((part) => `${index * part} and ${part} parts`),
      'B',
    ];
    const rest = [
      `Because machine ${index} was built that way`,
      `Machines/Hall ${index % 50}`,
      `hall ${index % 50}; parts`,
    ];
    rows.push(
      `<row r="${index + 2}">${texts.map(reference).join('')}<c><v>2</v></c>${rest.map(reference).join('')}</row>`,
    );
  }
  return { sheet: worksheet(rows.join('')), strings: sharedStrings(items.join('')) };
}

describe('large files', () => {
  it('10,000 rows of ten columns need less than 256 MiB', { timeout: 60_000 }, async () => {
    const { sheet, strings } = tenThousandRows();
    const measured = await measure(await pack(workbookParts(sheet, { 'xl/sharedStrings.xml': strings })));
    expect(measured).toMatchObject({ questions: 10_000, problems: 0 });
    expect(measured.addedMebibytes).toBeLessThan(256);
  });

  it('1,000 good rows and 3 bad ones give exactly 3 problems', async () => {
    const bad = [
      sheetRow(1002, ['', 'yes', 'no', 'A', 1]),
      sheetRow(1003, ['No key?', 'yes', 'no', '', 1]),
      sheetRow(1004, ['Bad points?', 'yes', 'no', 'B', 'many']),
    ];
    const file = await parseQuestionFile(
      await pack(workbookParts(worksheet(questionRows(1_000) + bad.join('')))),
    );
    expect(file.problemCounts).toEqual({ errors: 3, warnings: 0 });
    expect(file.problems.map(({ code, row, column, sheet }) => [code, row, column, sheet])).toEqual([
      ['missing_question_text', 1002, questionHeader[0], 'Questions'],
      ['no_correct_answer', 1003, questionHeader[3], 'Questions'],
      ['bad_number', 1004, questionHeader[4], 'Questions'],
    ]);
    expect(file.rows.filter((row) => row.question !== undefined)).toHaveLength(1_000);
  });
});
