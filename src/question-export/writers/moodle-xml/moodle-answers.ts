import { Rational } from '../../../common/exact/rational.js';
import { writtenNumbers, writtenTexts } from '../accepted-intervals.js';
import {
  correctIndexes,
  type ChoiceQuestion,
  type ExportedQuestion,
  type NumericQuestion,
  type ShortAnswerQuestion,
  type TrueFalseQuestion,
} from '../exported-question.js';
import type { WrittenQuestion } from '../question-writer.js';
import { choiceWeights, percentOf, shareLosses } from '../shares.js';
import { xmlText } from '../xml-text.js';

export function plainText(element: string, text: string, attributes = ''): string {
  return `<${element}${attributes} format="plain_text"><text>${xmlText(text)}</text></${element}>`;
}

/** What belongs to the type of the question: its settings and answers. */
export function answersOf(question: ExportedQuestion): WrittenQuestion<string> {
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice':
      return choice(question);
    case 'true_false':
      return { part: statement(question), losses: [] };
    case 'numeric':
      return numeric(question);
    case 'short_answer':
      return shortAnswer(question);
  }
}

/** The feedback is blank, but Moodle's reader wants the element. */
function answer(share: Rational, text: string, more = ''): string {
  const fraction = ` fraction="${percentOf(share).text}"`;
  const feedback = plainText('feedback', '');
  return `<answer${fraction} format="plain_text"><text>${xmlText(text)}</text>${feedback}${more}</answer>\n`;
}

function choice(question: ChoiceQuestion): WrittenQuestion<string> {
  const correct = new Set(correctIndexes(question));
  const { right, wrong, losses } = choiceWeights(question);
  const options = question.content.options.map(({ text }, index) =>
    answer(correct.has(index) ? right : wrong, text),
  );
  const settings = `<single>${question.kind === 'single_choice'}</single>
<shuffleanswers>${question.content.shuffleOptions}</shuffleanswers>
<answernumbering>none</answernumbering>
`;
  return { part: settings + options.join(''), losses };
}

function statement({ key }: TrueFalseQuestion): string {
  const share = (value: boolean): Rational => (value === key.correct ? Rational.one : Rational.zero);
  return answer(share(true), 'true') + answer(share(false), 'false');
}

function numeric(question: NumericQuestion): WrittenQuestion<string> {
  const { accepted, losses } = writtenNumbers(question);
  const answers = accepted.map(({ share, value, distance }) =>
    answer(share, value, `<tolerance>${distance}</tolerance>`),
  );
  const { unit } = question.content;
  const units =
    unit === undefined
      ? ''
      : `<units><unit><multiplier>1</multiplier><unit_name>${xmlText(unit)}</unit_name></unit></units>\n`;
  const settings = `<unitgradingtype>0</unitgradingtype>
<unitpenalty>0</unitpenalty>
<showunits>${unit === undefined ? 3 : 0}</showunits>
<unitsleft>0</unitsleft>
`;
  return {
    part: answers.join('') + units + settings,
    losses: [...losses, ...shareLosses(accepted.map(({ share }) => share))],
  };
}

/** A star stands for any characters there, unless a backslash is in front of it. */
function shortAnswer(question: ShortAnswerQuestion): WrittenQuestion<string> {
  const texts = writtenTexts(question);
  const answers = texts.map(({ text, share }) => answer(share, text.replaceAll('*', '\\*')));
  return {
    part: `<usecase>${question.key.caseSensitive ? 1 : 0}</usecase>\n${answers.join('')}`,
    losses: shareLosses(texts.map(({ share }) => share)),
  };
}
