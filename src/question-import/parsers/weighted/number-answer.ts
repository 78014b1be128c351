import { Rational } from '../../../common/exact/rational.js';
import type { ImportedAccepted } from '../imported-question.js';
import { readDecimal } from '../layouts/decimal-text.js';
import type { QuestionDraft } from '../question-list.js';
import { shortened, type WeightedAnswer } from './weighted-answer.js';

/** Reads `v`, `v:tolerance` or `low..high`, as GIFT and the gaps of Moodle write numbers. */
export function readNumberAnswer(
  { text, fraction }: WeightedAnswer,
  draft: QuestionDraft,
): ImportedAccepted | undefined {
  const range = text.indexOf('..');
  if (range > 0) {
    return readRange(text.slice(0, range), text.slice(range + 2), fraction, draft);
  }
  const colon = text.indexOf(':');
  return colon > 0
    ? numberWithTolerance(text.slice(0, colon), text.slice(colon + 1), fraction, draft)
    : numberWithTolerance(text, '', fraction, draft);
}

/** A number and how far from it an answer may lie; a blank tolerance is none. */
export function numberWithTolerance(
  value: string,
  tolerance: string,
  fraction: number,
  draft: QuestionDraft,
): ImportedAccepted | undefined {
  const number = readNumber(value, draft);
  const distance = tolerance.trim() === '' ? '0' : readNumber(tolerance, draft);
  if (number === undefined || distance === undefined) {
    return undefined;
  }
  if (distance.startsWith('-')) {
    draft.error('bad_number', `The tolerance "${shortened(tolerance.trim())}" is below zero.`);
    return undefined;
  }
  const isExact = /^[0.]*$/.test(distance);
  return { value: number, ...(isExact ? {} : { tolerance: { absolute: distance } }), fraction };
}

function readRange(
  low: string,
  high: string,
  fraction: number,
  draft: QuestionDraft,
): ImportedAccepted | undefined {
  const min = readNumber(low, draft);
  const max = readNumber(high, draft);
  if (min === undefined || max === undefined) {
    return undefined;
  }
  if (Rational.fromText(min).compare(Rational.fromText(max)) > 0) {
    draft.error('bad_number', `The range from ${min} to ${max} is empty: its lower end must come first.`);
    return undefined;
  }
  return { min, max, fraction };
}

function readNumber(text: string, draft: QuestionDraft): string | undefined {
  const decimal = readDecimal(text);
  if (decimal.ok) {
    return decimal.value;
  }
  draft.error('bad_number', `"${shortened(text.trim())}" ${decimal.detail}. Write it like 12.5.`);
  return undefined;
}
