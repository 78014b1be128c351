import type { ResponseDeclaration } from '../scoring/declarations.js';
import type { InteractionContent, ItemContext } from './item-context.js';
import { understandPairs } from '../scoring/pair-scoring.js';
import { noteBelowZero } from './read-text-entry.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, childElements, truthAttribute } from '../xml/xml-query.js';

/** An item of either side. */
interface Side {
  readonly identifier: string;
  readonly text: string;
}

/** The two sides of a matching; with one list whose items pair with each other both are the same. */
interface Sides {
  readonly stems: readonly Side[];
  readonly choices: readonly Side[];
}

interface Pair {
  readonly stem: string;
  readonly choice: string;
  /** As the response names it. */
  readonly written: string;
}

/** `matchInteraction`, `associateInteraction` and `gapMatchInteraction`: what belongs to what. */
export function readPairs(interaction: XmlElement, context: ItemContext): InteractionContent | undefined {
  const response = context.responseOf(interaction);
  const sides = sidesOf(interaction, context);
  const given = declaredPairs(response).map((written) => ({ written, names: written.split(' ') }));
  const forward = toPairs(given, sides);
  const turned = isFunction(forward)
    ? undefined
    : toPairs(given, { stems: sides.choices, choices: sides.stems });
  const isTurned = turned !== undefined && isFunction(turned);
  const pairs = isTurned ? turned : forward;
  // Of one list each item belongs to one pair at most.
  const names = pairs.flatMap(({ stem, choice }) => [stem, choice]);
  const isChained = sides.stems === sides.choices && new Set(names).size < names.length;
  if (!isFunction(pairs) || isChained) {
    context.refuse(
      'unsupported_type',
      `A ${interactionWord(interaction)} question in which an item has several right partners is not offered.`,
    );
    return undefined;
  }
  const { stems, choices } = isTurned ? { stems: sides.choices, choices: sides.stems } : sides;
  const wrongFor = (written: string): string[] => wrongPairs(written, sides, pairs);
  const scoring =
    pairs.length === 0
      ? context.understand(() => undefined)
      : context.understand(() =>
          understandPairs(
            pairs.map(({ written }) => written),
            wrongFor,
            context.scoreOf(response.identifier),
          ),
        );
  noteBelowZero(scoring?.goesBelowZero, context);
  noteUnpaired(stems, pairs, interaction, context);
  const used = new Set(pairs.flatMap(({ stem, choice }) => [stem, choice]));
  const shuffle = truthAttribute(interaction, 'shuffle');
  return {
    points: scoring?.points,
    question: {
      kind: 'matching',
      pairs: stems.flatMap((stem) =>
        pairs
          .filter((pair) => pair.stem === stem.identifier)
          .map((pair) => ({ stem: stem.text, choice: textOf(choices, pair.choice) })),
      ),
      distractors: choices.filter(({ identifier }) => !used.has(identifier)).map(({ text }) => text),
      ...(shuffle === undefined ? {} : { shuffle }),
      ...(scoring === undefined ? { scoring: 'review' as const } : {}),
      ...(scoring?.scoring === undefined ? {} : { scoring: scoring.scoring }),
    },
    probes: [
      {
        responses: new Map([[response.identifier, pairs.map(({ written }) => written)]]),
        isRight: true,
      },
      { responses: new Map(), isRight: false },
    ],
  };
}

/** "gap match" of `gapMatchInteraction`. */
export function interactionWord({ name }: XmlElement): string {
  return name
    .replace(/Interaction$/, '')
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}

/** The number under which a gap stands in the text of the question. */
export function gapLabel(index: number): string {
  return `(${index + 1})`;
}

function sidesOf(interaction: XmlElement, context: ItemContext): Sides {
  const toSide = (element: XmlElement): Side => ({
    identifier: attribute(element, 'identifier') ?? '',
    text: context.text.ofOption(element),
  });
  if (interaction.name === 'matchInteraction') {
    const [left = [], right = []] = childElements(interaction, 'simpleMatchSet').map((set) =>
      childElements(set, 'simpleAssociableChoice').map(toSide),
    );
    return { stems: left, choices: right };
  }
  if (interaction.name === 'gapMatchInteraction') {
    const gaps = allElements(interaction).filter(({ name }) => name === 'gap');
    return {
      stems: gaps.map((gap, index) => ({
        identifier: attribute(gap, 'identifier') ?? '',
        text: gapLabel(index),
      })),
      choices: childElements(interaction)
        .filter(({ name }) => name === 'gapText' || name === 'gapImg')
        .map(toSide),
    };
  }
  const all = childElements(interaction, 'simpleAssociableChoice').map(toSide);
  return { stems: all, choices: all };
}

function declaredPairs({ correct, mapping }: ResponseDeclaration): readonly string[] {
  if (correct.length > 0) {
    return correct;
  }
  const mapped = mapping?.entries.filter(({ points }) => points.numerator > 0n) ?? [];
  return mapped.map(({ keyText }) => keyText.split(/\s+/).join(' '));
}

/** Files disagree about which side of a pair comes first: an identifier belongs to the side that has it. */
function toPairs(
  given: readonly { readonly written: string; readonly names: readonly string[] }[],
  { stems, choices }: Sides,
): Pair[] {
  const has = (side: readonly Side[], wanted: string): boolean =>
    side.some(({ identifier }) => identifier === wanted);
  return given.flatMap(({ written, names: [first = '', second = ''] }) => {
    if (has(stems, first) && has(choices, second)) {
      return [{ stem: first, choice: second, written }];
    }
    return has(stems, second) && has(choices, first) ? [{ stem: second, choice: first, written }] : [];
  });
}

function isFunction(pairs: readonly Pair[]): boolean {
  return new Set(pairs.map(({ stem }) => stem)).size === pairs.length;
}

function wrongPairs(written: string, { choices }: Sides, pairs: readonly Pair[]): string[] {
  const right = new Set(pairs.map((pair) => pair.written));
  return choices
    .flatMap(({ identifier }) => {
      const [first = '', second = ''] = written.split(' ');
      const isFirst = choices.some((choice) => choice.identifier === first);
      return isFirst ? `${identifier} ${second}` : `${first} ${identifier}`;
    })
    .filter((pair) => !right.has(pair));
}

function noteUnpaired(
  stems: readonly Side[],
  pairs: readonly Pair[],
  interaction: XmlElement,
  context: ItemContext,
): void {
  const paired = new Set(pairs.flatMap(({ stem, choice }) => [stem, choice]));
  const alone = stems.filter(({ identifier }) => !paired.has(identifier));
  if (alone.length > 0 && interaction.name !== 'associateInteraction') {
    const named = alone.slice(0, 5).map(({ text }) => `"${text.slice(0, 80)}"`);
    context.warn(
      'item_without_partner',
      `These have no right partner and are left out: ${named.join(', ')}.`,
    );
  }
}

function textOf(side: readonly Side[], wanted: string): string {
  return side.find(({ identifier }) => identifier === wanted)?.text ?? '';
}
