import { countCodePoints } from '../common/text/characters.js';

export const passwordLimits = { minimum: 15, maximum: 128, maximumBytes: 1_024 } as const;

/** What is left of a password without the words that anybody could guess must be at least this long. */
const leastOwnCharacters = 8;
const longestRepeatedUnit = 8;
const product = 'assay';

/** What fingers and counting produce, forwards; backwards counts as well. */
const runs = [
  '01234567890123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '1234567890qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiopasdfghjklzxcvbnm1234567890',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];

export interface PasswordProblem {
  readonly code: 'too-short' | 'too-long' | 'too-simple' | 'too-guessable';
  readonly detail: string;
}

/**
 * NFC, as RFC 8265 has it for passwords: the same letter typed on two systems is one password. Not NFKC, which would
 * make different characters equal. Nothing is trimmed or cut off.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}

/** `context` is what anybody knows about the person: address, name, employer. There are no rules of composition. */
export function passwordProblem(password: string, context: readonly string[]): PasswordProblem | undefined {
  const normalised = normalisePassword(password);
  const length = countCodePoints(normalised);
  if (length < passwordLimits.minimum) {
    return { code: 'too-short', detail: `Use at least ${passwordLimits.minimum} characters.` };
  }
  if (length > passwordLimits.maximum || Buffer.byteLength(normalised) > passwordLimits.maximumBytes) {
    return { code: 'too-long', detail: `Use at most ${passwordLimits.maximum} characters.` };
  }
  const letters = fold(normalised);
  if (isRepetition(letters) || isRun(letters)) {
    return { code: 'too-simple', detail: 'This password is a repetition or a row of keys.' };
  }
  if (isGuessable(letters, [...context, product])) {
    return {
      code: 'too-guessable',
      detail: 'This password is made from the address, a name or the name of this program.',
    };
  }
  return undefined;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function isRepetition(text: string): boolean {
  const characters = [...text];
  return Array.from({ length: longestRepeatedUnit }, (_, index) => index + 1).some((unit) =>
    characters.every((character, index) => character === characters[index % unit]),
  );
}

function isRun(text: string): boolean {
  return runs.some((run) => run.includes(text) || [...run].reverse().join('').includes(text));
}

function isGuessable(password: string, context: readonly string[]): boolean {
  const words = context.map(fold).flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  if (words.some((word) => word.includes(password))) return true;
  const known = [...new Set(words)].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length);
  const own = known
    .reduce((rest, word) => rest.replaceAll(word, ''), password)
    .replace(/[^\p{L}\p{N}]/gu, '');
  // Only what the words have shortened is judged by what is left: "!!!…" is nobody's name.
  return known.some((word) => password.includes(word)) && countCodePoints(own) < leastOwnCharacters;
}
