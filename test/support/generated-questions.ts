import fc from 'fast-check';
import type { ExportedQuestion } from '../../src/question-export/writers/exported-question.js';
import { questionKinds } from '../../src/questions/kinds/index.js';
import { questionKindNames, type QuestionKindName } from '../../src/questions/kinds/question-kind.js';
import { foldText, strictestFold } from '../../src/common/text/fold-text.js';

/** Everything that some format gives a meaning, parted by blanks, and what cannot stand between blanks. */
const signs =
  `" ' | ; , => -> :: : ~ = # { } \\ & < > + - @ %50% % * _x0041_ // $CATEGORY: #### [html] [[gap]] .. ±
  A) A. ]]> <!-- <b> &amp; &#10; \\n \\: '=1 =1+1 -5 sep=; =cmd|x ANSWER:B @@PLUGINFILE@@ __proto__ constructor null
  undefined עברית العربية 中文 😀 👩‍👩‍👧 ﬁ İ`.split(/\s+/);
const hidden = [
  '\n',
  '\t',
  '\n\n',
  '  ',
  '\n//',
  '\nANSWER: B',
  '\nA) ',
  '\u200D',
  '\uFEFF',
  '\uFFFE',
  '\u2028',
  'e\u0301',
];
const words = ['a', 'B', 'true', '42', 'Größe', 'naïve', 'zwei Wörter', 'x'];

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 4, arbitrary: fc.constantFrom(...signs, ...hidden) },
);

/** A text with something in it, as it is stored: normalised. Outer white space is nothing that a format keeps. */
export const hostileText = (most = 8): fc.Arbitrary<string> =>
  fc
    .array(pieces, { minLength: 1, maxLength: most })
    .map((parts) => parts.join('').normalize('NFC').trim())
    .filter((text) => foldText(text, strictestFold) !== '');

const line = hostileText(4)
  .map((text) => text.replace(/\s+/g, ' ').trim())
  .filter((text) => text !== '');

const distinctTexts = (fewest: number, most: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(hostileText(), {
    minLength: fewest,
    maxLength: most,
    selector: (text) => foldText(text, strictestFold),
  });

const share = fc.constantFrom('1', '0.5', '1/3', '0.25', '2/7', '0');
const points = fc.constantFrom('0', '0.5', '1', '2', '3.75', '10000');
const decimal = fc
  .tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([number, places]) => scaled(number, places));
const amount = decimal.map((text) => text.replace('-', ''));

function scaled(number: number, places: number): string {
  const digits = String(Math.abs(number)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
  return number < 0 ? `-${text}` : text;
}

const wrongPenalty = fc.option(
  fc.oneof(
    fc.constantFrom('1/3', '0.25', '1', '2/7').map((fraction) => ({ fraction })),
    fc.constantFrom('0.5', '1/3', '2').map((value) => ({ points: value })),
    fc.constant({ automatic: true as const }),
  ),
  { nil: undefined },
);

const acceptedNumber = fc.oneof(
  fc.tuple(decimal, amount).map(([value, absolute]) => ({ value, tolerance: { absolute } })),
  fc.tuple(decimal, fc.constantFrom('0.05', '0', '1', '0.001')).map(([value, relative]) => ({
    value,
    tolerance: { relative },
  })),
  decimal.map((value) => ({ value })),
  fc.tuple(decimal, fc.integer({ min: 1, max: 30 })).map(([value, significantFigures]) => ({
    value,
    significantFigures,
  })),
  fc
    .tuple(decimal, fc.integer({ min: 0, max: 30 }))
    .map(([value, decimalPlaces]) => ({ value, decimalPlaces })),
  fc
    .tuple(decimal, decimal)
    .map(([left, right]) =>
      Number(left) <= Number(right) ? { min: left, max: right } : { min: right, max: left },
    ),
);

/** An author's body of each kind, with every variant of its key. */
const bodies: Readonly<Record<QuestionKindName, fc.Arbitrary<{ content: object; key: object }>>> = {
  single_choice: fc
    .tuple(distinctTexts(2, 6), fc.boolean(), fc.nat(), wrongPenalty)
    .map(([texts, shuffleOptions, pick, penalty]) => ({
      content: { options: texts.map((text) => ({ text })), shuffleOptions },
      key: { correctOptionIndex: pick % texts.length, ...(penalty && { wrongPenalty: penalty }) },
    })),
  multiple_choice: fc
    .tuple(
      distinctTexts(2, 6),
      fc.boolean(),
      fc.integer({ min: 1, max: 63 }),
      fc.constantFrom('all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'),
      fc.option(fc.nat({ max: 6 }), { nil: undefined }),
    )
    .map(([texts, shuffleOptions, bits, scoring, extra]) => {
      const picked = texts.flatMap((_, index) => ((bits >> index) & 1 ? [index] : []));
      const correctOptionIndexes = picked.length === 0 ? [0] : picked;
      const maximumSelections =
        extra === undefined ? undefined : Math.min(texts.length, correctOptionIndexes.length + extra);
      return {
        content: {
          options: texts.map((text) => ({ text })),
          shuffleOptions,
          ...(maximumSelections !== undefined && { maximumSelections }),
        },
        key: { correctOptionIndexes, scoring },
      };
    }),
  true_false: fc.tuple(fc.boolean(), wrongPenalty).map(([correct, penalty]) => ({
    content: {},
    key: { correct, ...(penalty && { wrongPenalty: penalty }) },
  })),
  numeric: fc
    .tuple(
      fc.array(fc.tuple(acceptedNumber, share), { minLength: 1, maxLength: 4 }),
      fc.option(line, { nil: undefined }),
      fc.constantFrom('point', 'comma'),
    )
    .map(([accepted, unit, decimalSeparator]) => ({
      content: { ...(unit !== undefined && { unit: unit.slice(0, 20).trim() }), decimalSeparator },
      key: { accepted: accepted.map(([one, fraction]) => ({ ...one, fraction })) },
    })),
  short_answer: fc
    .tuple(
      fc.array(fc.tuple(hostileText(), share), { minLength: 1, maxLength: 5 }),
      fc.record({
        caseSensitive: fc.boolean(),
        compatibility: fc.boolean(),
        ignoreDiacritics: fc.boolean(),
        ignorePunctuation: fc.boolean(),
        turkishLetters: fc.boolean(),
      }),
    )
    .map(([accepted, settings]) => ({
      content: {},
      key: { accepted: accepted.map(([text, fraction]) => ({ text, fraction })), ...settings },
    })),
};

let lastOption = 0;

function checked(kind: QuestionKindName, body: { content: object; key: object }): object | undefined {
  const parsed = questionKinds[kind].parseBody(body, () => `o${(lastOption += 1)}`);
  return parsed.ok ? (parsed.value as object) : undefined;
}

/** A question of this kind as it is stored; whatever the kind itself refuses is not generated. */
function questionOf(kind: QuestionKindName): fc.Arbitrary<ExportedQuestion> {
  const body = bodies[kind].map((given) => checked(kind, given)).filter((value) => value !== undefined);
  return fc
    .record({
      kind: fc.constant(kind),
      body,
      text: hostileText(12),
      title: fc.option(line, { freq: 2 }),
      points,
      explanation: fc.option(hostileText(), { freq: 2 }),
      externalId: fc.option(line, { freq: 2 }),
      category: fc.option(fc.oneof(line, fc.constantFrom('Law/Basics', 'Law', 'top')), { freq: 2 }),
      tags: fc.uniqueArray(line, { maxLength: 3 }),
      difficulty: fc.option(fc.oneof(line, fc.constant('easy')), { freq: 2 }),
      timeLimitSeconds: fc.option(fc.integer({ min: 1, max: 86_400 }), { freq: 2 }),
    })
    .map(({ body: checkedBody, ...fields }) => {
      return { ...fields, ...checkedBody, id: '', position: 0 } as unknown as ExportedQuestion;
    });
}

/** A handful of questions, each with an id and its place. */
export const generatedQuestions: fc.Arbitrary<ExportedQuestion[]> = fc
  .array(fc.oneof(...questionKindNames.map(questionOf)), { minLength: 1, maxLength: 6 })
  .map((questions) =>
    questions.map((question, index) => ({
      ...question,
      id: `018f0000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
      position: index + 1,
    })),
  );
