import type { GivenMeaning } from './column-meanings.js';
import { headerMeaning, type HeaderMeaning, type NumberedMeaning } from './header-meaning.js';
import { normaliseWords } from './words.js';

/** What one column may mean, before conflicts between columns are settled. */
export interface Candidate extends HeaderMeaning {
  readonly column: number;
  readonly words: string;
  /** A person or a named layout says so, not the header text. */
  readonly isGiven?: boolean;
}

/** By column; null: the column is left out. */
export type GivenMeanings = ReadonlyMap<number, GivenMeaning | null>;

type Rule = (candidates: readonly Candidate[]) => readonly Candidate[];

/** What each header cell means beside the others. Each rule sees what the one before has settled. */
export function recogniseCells(cells: readonly string[], given: GivenMeanings): readonly Candidate[] {
  const candidates = cells.flatMap((text, column): Candidate[] => {
    const words = normaliseWords(text.slice(0, 200));
    const own = given.get(column);
    if (own !== undefined) {
      return own === null ? [] : [{ ...own, rank: -1, column, words, isGiven: true }];
    }
    const meaning = headerMeaning(text);
    return meaning === undefined ? [] : [{ ...meaning, column, words }];
  });
  const rules: readonly Rule[] = [
    bareLettersInSeries,
    titleAsQuestion,
    repeatedOptions,
    marksBesideOptions,
    answersBesideOptions,
    firstOptionIsRight,
    numberWrongAnswers,
  ];
  return rules.reduce<readonly Candidate[]>((current, rule) => rule(current), candidates);
}

/** "A" is an option where "B" stands beside it; alone it is nothing. */
const bareLettersInSeries: Rule = (candidates) => {
  const letters = new Set(candidates.filter(({ isBareLetter }) => isBareLetter).map(({ number }) => number));
  return letters.has(1) && letters.has(2)
    ? candidates
    : candidates.filter((one) => one.isBareLetter !== true);
};

/** "Question title" in front of options is the question where no other column is. */
const titleAsQuestion: Rule = (candidates) => {
  const titles = candidates.filter(({ meaning, isGiven }) => meaning === 'title' && isGiven !== true);
  const hasQuestion = candidates.some(({ meaning }) => meaning === 'question');
  const options = candidates.filter(({ meaning }) => meaning === 'option' || meaning === 'wrong');
  if (hasQuestion || titles.length !== 1 || options.length < 2) {
    return candidates;
  }
  return candidates.map((one) => (one === titles[0] ? { ...one, meaning: 'question' } : one));
};

/** "Option", "Option", "Option" are options in their order; "Answer" three times as well. */
const repeatedOptions: Rule = (candidates) => {
  if (candidates.some(isRealOption)) {
    return candidates;
  }
  const groups = groupByWords(
    candidates.filter((one) => one.isGiven !== true && (one.meaning === 'options' || isPlainAnswer(one))),
  );
  const repeated = [...groups.values()].find((group) => {
    const others = candidates.some((one) => one.meaning === 'correct' && !group.includes(one));
    return group.length > (group[0]?.meaning === 'options' || others ? 1 : 2);
  });
  return repeated === undefined
    ? candidates
    : candidates.map((one) => {
        const place = repeated.indexOf(one);
        return place < 0 ? one : { ...one, meaning: 'option', number: place + 1 };
      });
};

const besideOptions: readonly (readonly [readonly string[], NumberedMeaning])[] = [
  [['points'], 'weight'],
  [['correct'], 'right'],
  [['explanation'], 'feedback'],
];

/** "Option, Correct?, Option, Correct?": what comes again and again behind options belongs to the option before it. */
const marksBesideOptions: Rule = (candidates) => {
  const numberOfOption = new Map(
    candidates.filter(({ meaning }) => meaning === 'option').map(({ column, number }) => [column, number]),
  );
  const numbers = new Map<Candidate, { meaning: NumberedMeaning; number: number }>();
  for (const group of groupByWords(candidates.filter((one) => one.isGiven !== true)).values()) {
    const meaning = besideOptions.find(([plain]) => plain.includes(group[0]?.meaning ?? ''))?.[1];
    const found = group.map((one) => optionBefore(one.column, numberOfOption));
    const isOfOptions = found.every((number) => number !== undefined) && new Set(found).size === found.length;
    if (meaning !== undefined && group.length > 1 && isOfOptions) {
      group.forEach((one, index) => numbers.set(one, { meaning, number: found[index] ?? 0 }));
    }
  }
  return candidates.map((one) => ({ ...one, ...numbers.get(one) }));
};

/** Among the three columns in front: "Option, Correct?, Feedback" stand side by side. */
function optionBefore(column: number, numbers: ReadonlyMap<number, number | undefined>): number | undefined {
  return numbers.get(column - 1) ?? numbers.get(column - 2) ?? numbers.get(column - 3);
}

/** With option columns beside them, "Answer 1" and "Answer 2" name right answers. */
const answersBesideOptions: Rule = (candidates) => {
  const hasRealOptions = candidates.some(isRealOption);
  return candidates.map((one) =>
    one.isNumberedAnswer === true && one.isGiven !== true && hasRealOptions
      ? { ...one, meaning: 'correct' }
      : one,
  );
};

/** "Answer 1 (correct), Answer 2, Answer 3": the one is right in every row, the others are wrong. */
const firstOptionIsRight: Rule = (candidates) => {
  const right = candidates.filter(({ isMarkedRight }) => isMarkedRight);
  const [only] = right;
  if (only === undefined || right.length > 1 || candidates.some(({ meaning }) => meaning === 'correct')) {
    return candidates;
  }
  return candidates.map((one) => {
    if (one === only) {
      return { ...one, meaning: 'correct' };
    }
    return one.meaning === 'option' ? { ...one, meaning: 'wrong' } : one;
  });
};

/** "Wrong answer" three times is the first, the second and the third. */
const numberWrongAnswers: Rule = (candidates) => {
  const numbers = candidates.flatMap(({ meaning, number }) => (meaning === 'wrong' ? [number ?? 0] : []));
  let last = Math.max(0, ...numbers);
  return candidates.map((one) =>
    one.meaning === 'wrong' && one.number === undefined ? { ...one, number: ++last } : one,
  );
};

function isRealOption(one: Candidate): boolean {
  return one.meaning === 'option' && one.isNumberedAnswer !== true;
}

function isPlainAnswer(one: Candidate): boolean {
  return (
    one.meaning === 'correct' &&
    /^(?:answers?|ans|antwort|réponse|respuesta|resposta|risposta)$/.test(one.words)
  );
}

function groupByWords(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.words);
    if (group === undefined) {
      groups.set(candidate.words, [candidate]);
    } else {
      group.push(candidate);
    }
  }
  return groups;
}
