import { Rational } from '../../src/common/exact/rational.js';
import type { AcceptedNumber } from '../../src/questions/kinds/accepted-number.js';
import { multipleChoice } from '../../src/questions/kinds/multiple-choice.js';
import { fractionOfWrongAnswer } from '../../src/questions/kinds/wrong-penalty.js';
import {
  correctIndexes,
  type ExportedQuestion,
} from '../../src/question-export/writers/exported-question.js';

export type Meaning = Record<string, unknown>;

/**
 * What a question asks and how it scores, without what is only a way of writing it down: ids of options, zeros of numbers,
 * a penalty as points or as a share, answers that earn nothing. Two questions with the same meaning give every answer
 * the same points.
 */
export function meaningOf(question: ExportedQuestion): Meaning {
  const { kind, text, title, explanation, externalId, category, tags, difficulty, timeLimitSeconds } =
    question;
  return {
    kind,
    text,
    title,
    points: exact(question.points),
    explanation,
    externalId,
    category,
    tags,
    difficulty,
    timeLimitSeconds,
    ...kindMeaning(question),
  };
}

function kindMeaning(question: ExportedQuestion): Meaning {
  switch (question.kind) {
    case 'single_choice': {
      const { options, shuffleOptions } = question.content;
      const penalty = fractionOfWrongAnswer(
        question.key.wrongPenalty,
        options.length,
        Rational.fromText(question.points),
      );
      return {
        options: options.map((option) => option.text),
        shuffleOptions,
        correct: correctIndexes(question),
        penalty: shown(penalty),
      };
    }
    case 'multiple_choice': {
      const { options, shuffleOptions, maximumSelections } = question.content;
      return {
        options: options.map((option) => option.text),
        shuffleOptions,
        correct: correctIndexes(question),
        maximumSelections: maximumSelections ?? options.length,
        scores: scoresOf(question),
      };
    }
    case 'true_false': {
      const { correct, wrongPenalty } = question.key;
      const penalty = fractionOfWrongAnswer(wrongPenalty, 2, Rational.fromText(question.points));
      return { correct, penalty: shown(penalty) };
    }
    case 'numeric': {
      const { unit, decimalSeparator } = question.content;
      const roundings = question.key.accepted.flatMap((one) =>
        'value' in one && (one.significantFigures !== undefined || one.decimalPlaces !== undefined)
          ? [
              JSON.stringify([
                exact(one.value),
                one.significantFigures,
                one.decimalPlaces,
                exact(one.fraction),
              ]),
            ]
          : [],
      );
      return {
        unit,
        decimalSeparator,
        accepted: sharesAlongTheLine(question.key.accepted),
        roundings: roundings.toSorted(),
      };
    }
    case 'short_answer': {
      const { accepted, ...settings } = question.key;
      const seenAs = (text: string): string => (settings.caseSensitive ? text : text.toLowerCase());
      const best = new Map<string, Rational>();
      for (const { text, fraction } of earning(accepted)) {
        const earned = Rational.fromText(fraction);
        best.set(seenAs(text), Rational.largest(best.get(seenAs(text)) ?? earned, earned));
      }
      const texts = [...best].map(([text, earned]) => JSON.stringify([text, shown(earned)]));
      // Without a letter it makes no difference.
      const hasLetters = earning(accepted).some(({ text }) => [...text].some(isCased));
      return { ...settings, caseSensitive: hasLetters && settings.caseSensitive, accepted: texts.toSorted() };
    }
  }
}

/** With a small letter for a capital one; the ligature fi has none. */
function isCased(letter: string): boolean {
  const [capital, small] = [letter.toUpperCase(), letter.toLowerCase()];
  return (capital !== letter && capital.toLowerCase() === small) || small !== letter;
}

/** What the numbers earn from left to right: at every bound of a range and between any two. */
function sharesAlongTheLine(accepted: readonly AcceptedNumber[]): string[] {
  const ranges = accepted.map(rangeOf);
  const edges = ranges
    .flatMap(({ low, high }) => [low, high])
    .toSorted((left, right) => left.compare(right))
    .filter((edge, index, all) => index === 0 || !edge.equals(all[index - 1]!));
  const shareAt = (place: Rational): Rational =>
    ranges
      .filter(({ low, high }) => low.compare(place) <= 0 && place.compare(high) <= 0)
      .map(({ fraction }) => fraction)
      .reduce(Rational.largest, Rational.zero);
  const steps: string[] = [];
  let before = shown(Rational.zero);
  edges.forEach((edge, index) => {
    const next = edges[index + 1];
    const between = next === undefined ? Rational.zero : shareAt(edge.add(next).divide(Rational.of(2)));
    const [at, after] = [shown(shareAt(edge)), shown(between)];
    if (at !== before || after !== before) steps.push(`${shown(edge)}: ${at}, then ${after}`);
    before = after;
  });
  return steps;
}

function earning<Accepted extends { readonly fraction: string }>(accepted: readonly Accepted[]): Accepted[] {
  return accepted.filter(({ fraction }) => !Rational.fromText(fraction).equals(Rational.zero));
}

/** The score of every set of picks that is allowed. */
function scoresOf(question: Extract<ExportedQuestion, { kind: 'multiple_choice' }>): string[] {
  const ids = question.content.options.map(({ id }) => id);
  return Array.from({ length: 2 ** ids.length }, (_, bits) => {
    const picked = ids.filter((_id, index) => (bits >> index) & 1);
    return shown(multipleChoice.score(question.content, question.key, picked, Rational.one).fraction);
  });
}

function rangeOf(accepted: AcceptedNumber): { low: Rational; high: Rational; fraction: Rational } {
  const fraction = Rational.fromText(accepted.fraction);
  if ('min' in accepted) {
    return { low: Rational.fromText(accepted.min), high: Rational.fromText(accepted.max), fraction };
  }
  const { tolerance } = accepted;
  const value = Rational.fromText(accepted.value);
  const distance =
    tolerance === undefined
      ? Rational.zero
      : 'absolute' in tolerance
        ? Rational.fromText(tolerance.absolute)
        : Rational.fromText(tolerance.relative).multiply(value.absolute());
  return { low: value.subtract(distance), high: value.add(distance), fraction };
}

function exact(text: string): string {
  return shown(Rational.fromText(text));
}

function shown(value: Rational): string {
  return `${value.numerator}/${value.denominator}`;
}
