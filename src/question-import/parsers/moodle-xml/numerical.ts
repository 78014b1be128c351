import { toShortDecimal } from '../../../common/exact/decimal.js';
import { Rational } from '../../../common/exact/rational.js';
import type { ImportedQuestion } from '../imported-question.js';
import { readDecimal } from '../layouts/decimal-text.js';
import { numberWithTolerance } from '../weighted/number-answer.js';
import { shortened, type WeightedAnswer } from '../weighted/weighted-answer.js';
import { weightedNumbers } from '../weighted/weighted-texts.js';
import { amount, child, children, value } from './element.js';
import type { QuestionReader } from './question-reader.js';

const mostDecimals = 15;

export function readNumerical(reader: QuestionReader): ImportedQuestion {
  const { draft, element } = reader;
  const elements = children(element, 'answer');
  // The reader of accepted numbers asks for one after the other; each has its own tolerance beside it.
  const tolerances = new Map<WeightedAnswer, string>();
  const answers = reader.typedAnswers(elements);
  answers.forEach((answer, index) => tolerances.set(answer, value(elements[index], 'tolerance') ?? ''));
  const content = weightedNumbers(answers, draft, (answer) =>
    numberWithTolerance(answer.text, tolerances.get(answer) ?? '', answer.fraction, draft),
  );
  if (reader.optional('instructions') !== undefined) {
    draft.loses('instructions', 'The hints on how to type the number are left out.');
  }
  return { ...reader.question(), kind: 'numeric', ...content, ...readUnits(reader) };
}

/** Moodle divides what is entered by the multiplier of its unit: 0.5 t with the multiplier 0.001 are 500 kg. */
function readUnits(reader: QuestionReader): Pick<ImportedQuestion, 'units' | 'unitPenalty'> {
  const { draft, element } = reader;
  const units: [string, string][] = [];
  for (const unit of children(child(element, 'units'), 'unit')) {
    const name = value(unit, 'unit_name');
    const written = value(unit, 'multiplier') ?? '1';
    const multiplier = readDecimal(written);
    if (name === undefined) {
      continue;
    }
    if (!multiplier.ok || !/[1-9]/.test(multiplier.value) || multiplier.value.startsWith('-')) {
      draft.error(
        'bad_number',
        `The multiplier "${shortened(written)}" of the unit "${shortened(name)}" is no number above zero.`,
      );
      continue;
    }
    const factor = Rational.of(1n).divide(Rational.fromText(multiplier.value));
    units.push([name, toShortDecimal(factor, mostDecimals)]);
  }
  if (units.length === 0) {
    return {};
  }
  const isGraded = amount(element, 'unitgradingtype') > 0;
  const penalty = amount(element, 'unitpenalty');
  return {
    units: Object.fromEntries(units),
    ...(isGraded && penalty > 0 ? { unitPenalty: Math.min(1, penalty) } : {}),
  };
}
