import { tooLarge } from '../import-refused.js';
import type { ParsedFile } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import { QuestionList } from '../question-list.js';
import type { ReadOptions } from '../read-settings.js';
import { decodeWholeText, linesOf } from '../whole-text.js';
import { optionStarts, readAikenLine, type AikenLine } from './lines.js';
import { AikenQuestion } from './question.js';

/**
 * Reads questions in the Aiken format: the question, its options (`A)` or `A.`), `ANSWER: B`. The grammar is that of
 * Moodle (question/format/aiken of its source), more tolerant: small letters, questions and options of several lines,
 * blank lines that are missing or too many. A question with a fault ends where the next one can be told.
 *
 * @throws ImportRefused where the bytes are no text, or a limit is passed
 */
export function readAiken(bytes: Uint8Array, limits: ImportLimits, options: ReadOptions): ParsedFile {
  const list = new QuestionList(limits, options);
  const lines = readLines(decodeWholeText(bytes), limits.rows * mostLinesOfQuestion);
  new AikenReader(list, optionStarts(lines)).read(lines);
  return list.toFile('aiken', 'Aiken, a text format with one right answer for each question');
}

/** On average over the file. */
const mostLinesOfQuestion = 12;

/** Of blank lines in a row one is kept: it is all that they say. */
function readLines(text: string, most: number): AikenLine[] {
  const lines: AikenLine[] = [];
  for (const { text: written, number } of linesOf(text)) {
    const line = readAikenLine(written, number);
    if (line.text !== '' || lines.at(-1)?.text !== '') {
      lines.push(line);
    }
    if (lines.length > most) {
      throw tooLarge(
        `The file has more than ${most.toLocaleString('en-US')} lines. Split it into several files.`,
      );
    }
  }
  return lines;
}

class AikenReader {
  private question: AikenQuestion | undefined;

  constructor(
    private readonly list: QuestionList,
    private readonly starts: ReadonlySet<AikenLine>,
  ) {}

  read(lines: readonly AikenLine[]): void {
    for (const line of lines) {
      this.readLine(line);
    }
    this.question?.finish(this.list);
  }

  private readLine(line: AikenLine): void {
    const { question } = this;
    if (line.text === '') {
      if (question !== undefined) {
        question.isBehindBlankLine = true;
      }
    } else if (line.answer !== undefined) {
      (question ?? new AikenQuestion(line.number, [])).finish(this.list, line);
      this.question = undefined;
    } else if (question === undefined) {
      this.begin(line);
    } else if (question.optionCount === 0) {
      this.readStem(question, line);
    } else {
      this.readBelowOptions(question, line);
    }
  }

  private begin(line: AikenLine): void {
    const hasNoStem = this.starts.has(line);
    this.question = new AikenQuestion(line.number, hasNoStem ? [] : [line]);
    if (hasNoStem) {
      this.question.addOption(line);
    }
  }

  private readStem(question: AikenQuestion, line: AikenLine): void {
    if (this.starts.has(line)) {
      question.addOption(line);
    } else if (question.isBehindBlankLine) {
      question.finish(this.list);
      this.begin(line);
    } else {
      question.addStem(line);
    }
  }

  private readBelowOptions(question: AikenQuestion, line: AikenLine): void {
    if (this.starts.has(line)) {
      this.beginWithLooseStem(question, line);
    } else if (line.letter === question.optionCount || isMisplacedOption(line)) {
      question.addOption(line);
    } else if (question.isBehindBlankLine) {
      question.finish(this.list);
      this.begin(line);
    } else {
      question.addLoose(line);
    }
  }

  /** Another list of options begins, and no ANSWER line came: the lines in between are the next question. */
  private beginWithLooseStem(question: AikenQuestion, firstOption: AikenLine): void {
    const stem = question.takeLoose();
    question.finish(this.list);
    const next = new AikenQuestion(stem[0]?.number ?? firstOption.number, stem);
    next.isDoubtful = stem.length > 1;
    next.addOption(firstOption);
    this.question = next;
  }
}

/** `E) text` where D is due. With a point it may as well be an initial or "e.g.". */
function isMisplacedOption(line: AikenLine): boolean {
  return line.letter !== undefined && /^\(?[A-Za-z]\s?\)/.test(line.text);
}
