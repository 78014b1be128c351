import { Rational } from '../common/exact/rational.js';
import { shareText } from '../common/exact/share.js';
import { foldText, type FoldSettings } from '../common/text/fold-text.js';
import { errorNote, lossNote, percent, quoted, type ConversionNote } from './conversion-note.js';
import type { ImportedAccepted, ImportedQuestion } from './parsers/imported-question.js';

export interface AcceptedAnswers {
  /** As an author sends them; undefined where the file has none. */
  readonly accepted: readonly object[] | undefined;
  readonly notes: readonly ConversionNote[];
}

type AcceptedText = Extract<ImportedAccepted, { readonly text: string }>;

/** Accepted texts, without patterns: here a `*` is a star. */
export function acceptedTexts(question: ImportedQuestion, settings: FoldSettings): AcceptedAnswers {
  const texts = question.accepted?.filter((entry): entry is AcceptedText => 'text' in entry);
  if (texts === undefined) return { accepted: undefined, notes: [] };
  const earning = withoutNegative(texts);
  const isPattern = ({ text }: AcceptedText): boolean => question.wildcards === true && text.includes('*');
  const patterns = earning.entries.filter(isPattern);
  const kept = earning.entries.filter((entry) => !isPattern(entry));
  const folded = (entry: AcceptedText): string => foldText(entry.text, settings);
  const notes = [
    ...earning.notes,
    ...(patterns.length > 0 ? [patternNote(patterns, kept)] : []),
    ...orderNote(
      kept,
      (left, right) => folded(left) === folded(right),
      ({ text }) => quoted(text),
    ),
  ];
  const accepted = kept.map((entry) => ({ text: entry.text, fraction: shareOf(entry) }));
  return { accepted, notes };
}

/** Accepted numbers and ranges. */
export function acceptedNumbers(question: ImportedQuestion): AcceptedAnswers {
  if (question.accepted === undefined) return { accepted: undefined, notes: [] };
  const { entries, notes } = withoutNegative(question.accepted);
  const accepted = entries.map((entry) => {
    const { share: _share, ...number } = entry;
    return { ...number, fraction: shareOf(entry) };
  });
  return { accepted, notes: [...notes, ...orderNote(entries, overlap, numberName)] };
}

function shareOf(entry: ImportedAccepted): string {
  return entry.share ?? shareText(entry.fraction ?? 1);
}

function withoutNegative<Entry extends ImportedAccepted>(
  entries: readonly Entry[],
): { readonly entries: readonly Entry[]; readonly notes: readonly ConversionNote[] } {
  const negative = entries.filter((entry) => (entry.fraction ?? 1) < 0);
  if (negative.length === 0) return { entries, notes: [] };
  const message = `The file takes points off for ${negative.length === 1 ? 'one answer' : `${negative.length} answers`}; here an answer that is not accepted earns 0.`;
  return {
    entries: entries.filter((entry) => !negative.includes(entry)),
    notes: [lossNote('negative_answer', message)],
  };
}

function patternNote(patterns: readonly AcceptedText[], kept: readonly AcceptedText[]): ConversionNote {
  const names = patterns.slice(0, 5).map(({ text }) => quoted(text));
  const list = names.join(', ') + (patterns.length > 5 ? ' …' : '');
  if (patterns.every(({ fraction }) => fraction === 0)) {
    return lossNote('wildcard', `The pattern ${list} earns nothing in the file; it is left out.`);
  }
  // Kept as it is it could never be answered: nobody types the star.
  return kept.length === 0
    ? errorNote(
        'wildcard_only',
        `The accepted answers are patterns (${list}); here an answer must be the very text. List the texts to accept.`,
        'correct',
      )
    : lossNote(
        'wildcard',
        `The file accepts every answer like ${list}; here an answer must be the very text, so the pattern is left out.`,
      );
}

/**
 * A file of this kind is scored by the first answer that matches, here the best one counts. Tables state shares exactly
 * and have no such order.
 */
function orderNote<Entry extends ImportedAccepted>(
  entries: readonly Entry[],
  match: (earlier: Entry, later: Entry) => boolean,
  nameOf: (entry: Entry) => string,
): ConversionNote[] {
  const fractionOf = (entry: Entry): number => entry.fraction ?? 1;
  if (entries.length > 50 || entries.some((entry) => entry.share !== undefined)) return [];
  for (const [index, later] of entries.entries()) {
    const earlier = entries
      .slice(0, index)
      .find((entry) => fractionOf(entry) < fractionOf(later) && match(entry, later));
    if (earlier !== undefined) {
      const message = `An answer may match ${nameOf(earlier)} (${percent(fractionOf(earlier))}) and ${nameOf(later)} (${percent(fractionOf(later))}). In the file the first one counts, here the better one.`;
      return [lossNote('order_of_answers', message)];
    }
  }
  return [];
}

function overlap(left: ImportedAccepted, right: ImportedAccepted): boolean {
  const [first, second] = [boundsOf(left), boundsOf(right)];
  return (
    first !== undefined &&
    second !== undefined &&
    first.min.compare(second.max) <= 0 &&
    second.min.compare(first.max) <= 0
  );
}

function boundsOf(entry: ImportedAccepted): { min: Rational; max: Rational } | undefined {
  if ('text' in entry) return undefined;
  if ('min' in entry) {
    const [min, max] = [Rational.parse(entry.min), Rational.parse(entry.max)];
    return min && max && { min, max };
  }
  const value = Rational.parse(entry.value);
  const { tolerance } = entry;
  const distance =
    tolerance === undefined
      ? Rational.zero
      : 'absolute' in tolerance
        ? Rational.parse(tolerance.absolute)
        : value && Rational.parse(tolerance.relative)?.multiply(value.absolute());
  return value && distance && { min: value.subtract(distance), max: value.add(distance) };
}

function numberName(entry: ImportedAccepted): string {
  if ('text' in entry) return quoted(entry.text);
  return 'min' in entry ? `${entry.min}..${entry.max}` : entry.value;
}
