import type { TextRow } from '../../text-table.js';
import { normaliseWords } from '../words.js';
import type { GivenMeaning } from '../column-meanings.js';
import { headerMeaning } from '../header-meaning.js';
import type { HeaderRow } from '../header-row.js';
import { withCells, type HeaderCells, type PreparedRows, type TableLayout } from '../table-layout.js';

const typeHeader = /^2\.? question type$/;
const questionHeader = /^3\.? question$/;

/**
 * The workbook that Socrative offers: its steps stand in the headers ("2. Question Type:", "3. Question:"), five columns of
 * options and up to five of right answers, named or not.
 */
export const socrative: TableLayout = {
  name: 'Socrative template',

  recognise(header) {
    const isSocrative =
      header.words.some((text) => typeHeader.test(text)) &&
      header.words.some((text) => questionHeader.test(text));
    return isSocrative ? { given: columnsOf(header), answerReading: 'letters', prepare } : undefined;
  },
};

const optionColumns = 5;

/** Columns without a header: the row above says in a merged cell what they hold, else the first five are the options. */
function columnsOf({ words, row, above }: HeaderCells): Map<number, GivenMeaning> {
  const question = words.findIndex((text) => questionHeader.test(text));
  const steps = above.at(-1)?.cells ?? [];
  const given = new Map<number, GivenMeaning>();
  let step = '';
  let options = 0;
  for (let column = question + 1; column < Math.max(row.cells.length, steps.length); column++) {
    step = normaliseWords((steps[column] ?? '').slice(0, 200)) || step;
    const own = headerMeaning(row.cells[column] ?? '')?.meaning;
    const isOption = own === 'option' || (own === undefined && isOptionStep(step, column - question));
    if (isOption) {
      options += 1;
      given.set(column, { meaning: 'option', number: options });
    } else if (own === 'correct' || (own === undefined && (words[column] ?? '') === '')) {
      given.set(column, { meaning: 'correct' });
    }
  }
  return given;
}

function isOptionStep(step: string, place: number): boolean {
  return step === '' ? place <= optionColumns : /^4\b/.test(step);
}

const openTypes = /^open[ -]?ended$/i;
const truthTypes = /^true ?\/ ?false$/i;

/** An open question with answers beside it is scored by them; True is answer A and False answer B, also where both are left blank. */
function prepare(header: HeaderRow): PreparedRows {
  const type = header.single.get('type') ?? -1;
  const [firstAnswer = -1] = header.correct;
  const cell = (row: TextRow, column: number): string => (row.cells[column] ?? '').trim();
  return {
    header,
    read(row) {
      const options = header.options.map(({ column }) => cell(row, column)).filter((text) => text !== '');
      const answers = header.correct.map((column) => cell(row, column)).filter((text) => text !== '');
      if (openTypes.test(cell(row, type)) && options.length + answers.length > 0) {
        return withCells(row, new Map([[type, 'short_answer']]));
      }
      if (truthTypes.test(cell(row, type)) && options.length === 0 && /^[ab]$/i.test(answers.join(''))) {
        return withCells(row, new Map([[firstAnswer, /^a$/i.test(answers.join('')) ? 'TRUE' : 'FALSE']]));
      }
      return row;
    },
  };
}
