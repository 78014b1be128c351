import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { canonicalEmail } from '../identifiers/email.js';
import { isBlank } from '../text/characters.js';
import { toPlainText } from '../text/plain-text.js';

export interface PlainTextOptions {
  /** In code points. */
  readonly maximum: number;
  /** Line breaks and tabs are allowed. */
  readonly multiline?: boolean;
  /** Nothing, or nothing but blanks, is allowed. */
  readonly blank?: boolean;
  /** The property is a list of such texts. */
  readonly each?: boolean;
}

interface TextProblem {
  readonly rule: (typeof textRules)[number];
  readonly detail: string;
}

const textRules = ['wrongType', 'malformedText', 'controlCharacter', 'tooLong', 'blank'] as const;
const ruleOf = {
  'malformed-text': 'malformedText',
  'control-character': 'controlCharacter',
  'too-long': 'tooLong',
} as const;

/** A text from a person, in the form in which it is stored: NFC, LF. Nothing is cut off or trimmed. */
export function PlainText(options: PlainTextOptions): PropertyDecorator {
  const normalise = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const read = toPlainText(value, { maximumCodePoints: options.maximum });
    return read.ok ? read.text : value;
  };
  const rules = textRules.map((rule) =>
    Rule(rule, (value) => problemOf(value, options), { only: rule, each: options.each ?? false }),
  );
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      options.each && Array.isArray(value) ? value.map(normalise) : normalise(value),
    ),
    ...rules,
  );
}

/** An e-mail address that has a canonical form; kept as typed. */
export function EmailAddress(): PropertyDecorator {
  return Rule('emailAddress', (value) =>
    typeof value === 'string' && canonicalEmail(value) !== undefined
      ? undefined
      : { rule: 'emailAddress', detail: 'must be an e-mail address' },
  );
}

/** The error's code comes from the name of a rule, so each kind of problem is a rule of its own. */
function Rule(
  name: string,
  problem: (value: unknown) => { rule: string; detail: string } | undefined,
  { only, each }: { only: string; each: boolean } = { only: name, each: false },
): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => problem(value)?.rule !== only,
        defaultMessage: (given) => {
          const values: unknown[] = each && Array.isArray(given?.value) ? given.value : [given?.value];
          const found = values.map(problem).find((one) => one?.rule === only);
          return `${given?.property} ${found?.detail}`;
        },
      },
    },
    { each },
  );
}

function problemOf(value: unknown, options: PlainTextOptions): TextProblem | undefined {
  if (typeof value !== 'string') return { rule: 'wrongType', detail: 'must be a text' };
  const read = toPlainText(value, { maximumCodePoints: options.maximum });
  if (!read.ok) return { rule: ruleOf[read.code], detail: read.detail };
  if (!options.multiline && /[\n\t]/.test(read.text)) {
    return { rule: 'controlCharacter', detail: 'must be a single line' };
  }
  if (!options.blank && isBlank(read.text)) return { rule: 'blank', detail: 'must not be empty' };
  return undefined;
}
