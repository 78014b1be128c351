import type { ImportedQuestion } from '../imported-question.js';
import { QuestionTexts } from '../markup/question-texts.js';
import type { QuestionDraft, QuestionList } from '../question-list.js';
import { readAnswers, type AnswerContent } from './answers.js';
import type { GiftBlock } from './blocks.js';
import { findSign, withoutEscapes } from './escapes.js';
import { GiftTexts } from './text-with-format.js';

const gap = '_____';
/** More than any question may have, so that the surplus is reported and not dropped. */
const mostTags = 1_000;

const repairMessages = {
  blank_line_in_answers:
    'A blank line stands between the braces. It is skipped here; Moodle would end the question there.',
  missing_blank_line: 'No blank line separates this question from the one before it. It is read on its own.',
} as const;

/** Reads one question and adds it to the list. */
export function readGiftQuestion(block: GiftBlock, list: QuestionList): void {
  const { title, rest, isUnclosed } = splitTitle(block.text.trim());
  const draft = list.begin({ line: block.line, ...(title === undefined ? {} : { title }) });
  for (const repair of block.repairs) {
    draft.warning(repair, repairMessages[repair]);
  }
  if (isUnclosed) {
    draft.warning(
      'unclosed_title',
      'The question begins with :: but its title does not end with ::. It has no title.',
    );
  }
  const texts = new QuestionTexts();
  const content = readBody(rest, new GiftTexts(texts), draft);
  for (const { code, message } of texts.losses()) {
    draft.loses(code, message);
  }
  draft.finish(
    content === undefined
      ? undefined
      : { ...(title === undefined ? {} : { title }), ...content, ...readComments(block) },
  );
}

function splitTitle(text: string): { title?: string; rest: string; isUnclosed: boolean } {
  if (!text.startsWith('::')) {
    return { rest: text, isUnclosed: false };
  }
  let end = findSign(text, ':', 2);
  while (end >= 0 && text.charAt(end + 1) !== ':') {
    end = findSign(text, ':', end + 1);
  }
  if (end < 0) {
    return { rest: text, isUnclosed: true };
  }
  const title = withoutEscapes(text.slice(2, end)).replace(/\s+/g, ' ').trim();
  return { ...(title === '' ? {} : { title }), rest: text.slice(end + 2).trim(), isUnclosed: false };
}

function readBody(text: string, texts: GiftTexts, draft: QuestionDraft): ImportedQuestion | undefined {
  const open = findSign(text, '{');
  const close = findSign(text, '}', Math.max(open, 0));
  if (open < 0 && close < 0) {
    return complete(texts.question(text), { kind: 'info' }, draft);
  }
  const tail = text.slice(close + 1);
  if (!checkBraces(text, open, close, draft)) {
    return undefined;
  }
  // Before the answers: the format of the question is theirs.
  const written = `${text.slice(0, open)}${tail.trim() === '' ? '' : gap}${tail}`;
  const stem = texts.question(written.trim());
  const { answers, generalFeedback } = splitGeneralFeedback(text.slice(open + 1, close));
  const content = readAnswers(answers, texts, draft);
  const explanation = texts.text(generalFeedback);
  return complete(stem, { ...content, ...(explanation === '' ? {} : { explanation }) }, draft);
}

/** Exactly one pair of braces that no backslash protects, or the question cannot be told from its answers. */
function checkBraces(text: string, open: number, close: number, draft: QuestionDraft): boolean {
  if (close < 0) {
    draft.error(
      'unclosed_answers',
      'The opening brace { of this question has no closing brace }. Close it, or write \\{ if it belongs to the text.',
    );
  } else if (open < 0 || findSign(text, '}') < open) {
    draft.error(
      'unopened_answers',
      'A closing brace } stands there without an opening brace {. Write \\} if it belongs to the text.',
    );
  } else if (findSign(text, '{}', close + 1) >= 0) {
    draft.error(
      'unescaped_brace',
      'The first } ends the answers, and another brace follows. Write \\{ and \\} for braces that belong to a text; a question has one list of answers.',
    );
  }
  return !draft.isFaulty;
}

function complete(
  stem: Pick<ImportedQuestion, 'text' | 'textFormat'>,
  content: AnswerContent,
  draft: QuestionDraft,
): ImportedQuestion {
  if (stem.text === '' || stem.text === gap) {
    draft.error('missing_question_text', 'The question text is missing.');
  }
  return { ...stem, ...content };
}

/** The last four number signs in a row begin the feedback that everyone sees. */
function splitGeneralFeedback(answers: string): { answers: string; generalFeedback: string } {
  let found = -1;
  for (let at = findSign(answers, '#'); at >= 0; at = findSign(answers, '#', at + 1)) {
    if (answers.startsWith('####', at)) {
      found = at;
      at += 3;
    }
  }
  return found < 0
    ? { answers, generalFeedback: '' }
    : { answers: answers.slice(0, found), generalFeedback: answers.slice(found + 4) };
}

/** `// [id:wh-001] [tag:safety] [tag:first aid]` */
function readComments({ comments, category }: GiftBlock): Partial<ImportedQuestion> {
  let externalId: string | undefined;
  const tags = new Set<string>();
  for (const comment of comments) {
    for (const [, name = '', written = ''] of comment.matchAll(/\[(id|tag):((?:[^\\[\]]|\\.)*)\]/gi)) {
      const value = written.replace(/\\(.)/g, '$1').trim();
      if (value !== '' && name.toLowerCase() === 'tag' && tags.size < mostTags) {
        tags.add(value);
      } else if (value !== '' && name.toLowerCase() === 'id') {
        externalId ??= value;
      }
    }
  }
  return {
    ...(category === undefined ? {} : { category }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(tags.size === 0 ? {} : { tags: [...tags] }),
  };
}
