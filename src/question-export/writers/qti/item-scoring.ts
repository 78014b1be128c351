import { Rational } from '../../../common/exact/rational.js';
import { writtenNumbers, writtenTexts, type WrittenNumber } from '../accepted-intervals.js';
import {
  correctIndexes,
  type ExportedQuestion,
  type MultipleChoiceQuestion,
  type NumericQuestion,
  type ShortAnswerQuestion,
} from '../exported-question.js';
import type { WriterLoss } from '../question-writer.js';
import { singleWrongShare } from '../shares.js';
import { xmlAttribute, xmlText } from '../xml-text.js';

/** How an item is scored, on a scale where the right answer is 1: its points are its weight in the test. */
export interface ItemScoring {
  /** The declaration of the response, with right answers and the points of options. */
  readonly declaration: string;
  /** A standard template that says it, or the rules that set SCORE. */
  readonly program: { readonly template: StandardTemplate } | { readonly rules: string };
  readonly losses: readonly WriterLoss[];
}

export type StandardTemplate = 'match_correct' | 'map_response';

const mostDecimals = 10;

export function itemScoring(question: ExportedQuestion): ItemScoring {
  switch (question.kind) {
    case 'single_choice':
    case 'true_false': {
      const right =
        question.kind === 'true_false' ? (question.key.correct ? 0 : 1) : correctIndexes(question)[0];
      return oneOption(choiceIdentifier(right ?? 0), singleWrongShare(question));
    }
    case 'multiple_choice':
      return severalOptions(question);
    case 'numeric':
      return numeric(question);
    case 'short_answer':
      return shortAnswer(question);
  }
}

export function choiceIdentifier(index: number): string {
  return `choice_${index + 1}`;
}

function decimal(share: Rational): string {
  const text = share.toDecimal(mostDecimals);
  return text.replace(/\.?0+$/, '');
}

/** Not below the share: three of them are not less than one, and more than one is cut off. */
function roundedUp(share: Rational): string {
  const text = Rational.fromText(share.toDecimal(mostDecimals));
  return decimal(text.compare(share) < 0 ? text.add(Rational.of(1, 10n ** BigInt(mostDecimals))) : text);
}

function declared(
  cardinality: 'single' | 'multiple',
  type: string,
  values: readonly string[],
  more = '',
): string {
  const correct = values.map((value) => `<qti-value>${xmlText(value)}</qti-value>`).join('');
  return `<qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="${type}"><qti-correct-response>${correct}</qti-correct-response>${more}</qti-response-declaration>`;
}

function mapEntry(key: string, share: string, more = ''): string {
  return `<qti-map-entry map-key="${xmlAttribute(key)}" mapped-value="${share}"${more}/>`;
}

function oneOption(right: string, wrong: Rational): ItemScoring {
  if (wrong.equals(Rational.zero)) {
    return {
      declaration: declared('single', 'identifier', [right]),
      program: { template: 'match_correct' },
      losses: [],
    };
  }
  const mapping = `<qti-mapping default-value="${decimal(wrong)}">${mapEntry(right, '1')}</qti-mapping>`;
  return {
    declaration: declared('single', 'identifier', [right], mapping),
    program: { template: 'map_response' },
    losses: [],
  };
}

function severalOptions(question: MultipleChoiceQuestion): ItemScoring {
  const right = new Set(correctIndexes(question));
  const values = [...right].map(choiceIdentifier);
  const count = question.content.options.length;
  const { scoring } = question.key;
  if (scoring === 'all_or_nothing') {
    return {
      declaration: declared('multiple', 'identifier', values),
      program: { template: 'match_correct' },
      losses: [],
    };
  }
  const entries = (gain: string, price: string): string =>
    question.content.options
      .map((_, index) => mapEntry(choiceIdentifier(index), right.has(index) ? gain : price))
      .join('');
  if (scoring === 'per_option') {
    const mapping = `<qti-mapping default-value="0">${entries('1', '-1')}</qti-mapping>`;
    return {
      declaration: declared('multiple', 'identifier', values, mapping),
      program: { rules: perOption(count - right.size, count) },
      losses: [
        {
          code: 'scoring_not_read',
          message:
            'The package scores "per_option" exactly, but by rules that an import of ours does not recognise.',
        },
      ],
    };
  }
  const share = Rational.of(1, right.size);
  const wrong = scoring === 'right_minus_wrong' ? share : balancedPrice(count - right.size);
  const mapping = `<qti-mapping lower-bound="0" upper-bound="1" default-value="0">${entries(roundedUp(share), decimal(wrong.negate()))}</qti-mapping>`;
  return {
    declaration: declared('multiple', 'identifier', values, mapping),
    program: { template: 'map_response' },
    losses: [],
  };
}

function balancedPrice(wrong: number): Rational {
  return wrong === 0 ? Rational.zero : Rational.of(1, wrong);
}

/** (wrong ones left alone + right ones picked) / all, which starts at the wrong ones while nothing is picked. */
function perOption(wrong: number, count: number): string {
  const number = (value: number): string => `<qti-base-value base-type="float">${value}</qti-base-value>`;
  return ifAnswered(
    `<qti-divide><qti-sum>${number(wrong)}<qti-map-response identifier="RESPONSE"/></qti-sum>${number(count)}</qti-divide>`,
  );
}

/** What the template map_response does, with another score. */
export function ifAnswered(score: string): string {
  return `<qti-response-condition><qti-response-if><qti-is-null><qti-variable identifier="RESPONSE"/></qti-is-null>${setScore('0')}</qti-response-if><qti-response-else><qti-set-outcome-value identifier="SCORE">${score}</qti-set-outcome-value></qti-response-else></qti-response-condition>`;
}

export function setScore(share: string): string {
  return `<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">${share}</qti-base-value></qti-set-outcome-value>`;
}

const noFullShare: WriterLoss = {
  code: 'no_full_share',
  message: 'No answer earns all the points; an import takes what the best one earns for the whole.',
};

function shareLosses(shares: readonly Rational[]): WriterLoss[] {
  return shares.some((share) => share.equals(Rational.one)) ? [] : [noFullShare];
}

/** The best first: the first rule that holds sets the score. */
function numeric(question: NumericQuestion): ItemScoring {
  const { accepted, losses } = writtenNumbers(question);
  const [first, ...others] = accepted;
  const rule = (name: string, one: WrittenNumber): string =>
    `<${name}>${acceptsNumber(one)}${setScore(decimal(one.share))}</${name}>`;
  const rules =
    first === undefined
      ? ''
      : `<qti-response-condition>${rule('qti-response-if', first)}${others.map((one) => rule('qti-response-else-if', one)).join('')}<qti-response-else>${setScore('0')}</qti-response-else></qti-response-condition>`;
  return {
    declaration: declared('single', 'float', first === undefined ? [] : [first.value]),
    program: { rules },
    losses: [...losses, ...shareLosses(accepted.map(({ share }) => share))],
  };
}

function acceptsNumber({ value, distance }: WrittenNumber): string {
  const operands = `<qti-variable identifier="RESPONSE"/><qti-base-value base-type="float">${value}</qti-base-value>`;
  const mode =
    distance === '0'
      ? 'tolerance-mode="exact"'
      : `tolerance-mode="absolute" tolerance="${distance} ${distance}"`;
  return `<qti-equal ${mode}>${operands}</qti-equal>`;
}

function shortAnswer(question: ShortAnswerQuestion): ItemScoring {
  const texts = writtenTexts(question);
  const sensitive = ` case-sensitive="${question.key.caseSensitive}"`;
  const entries = texts.map(({ text, share }) => mapEntry(text, decimal(share), sensitive));
  const mapping = `<qti-mapping default-value="0">${entries.join('')}</qti-mapping>`;
  return {
    declaration: declared(
      'single',
      'string',
      texts.slice(0, 1).map(({ text }) => text),
      mapping,
    ),
    program: { template: 'map_response' },
    losses: shareLosses(texts.map(({ share }) => share)),
  };
}
