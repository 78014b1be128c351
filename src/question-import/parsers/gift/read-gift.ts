import type { ParsedFile } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import { QuestionList } from '../question-list.js';
import type { ReadOptions } from '../read-settings.js';
import { decodeWholeText } from '../whole-text.js';
import { giftBlocks } from './blocks.js';
import { readGiftQuestion } from './read-question.js';

/**
 * Reads questions in GIFT, the text format of Moodle. The grammar is that of Moodle's own reader
 * (question/format/gift of its source), more tolerant where the meaning is clear: a statement may be `{true}`, a
 * blank line may be missing or too many. Whatever was put right is a warning.
 *
 * @throws ImportRefused where the bytes are no text, or a limit is passed
 */
export function readGift(bytes: Uint8Array, limits: ImportLimits, options: ReadOptions): ParsedFile {
  const list = new QuestionList(limits, options);
  for (const block of giftBlocks(decodeWholeText(bytes), limits.rows)) {
    readGiftQuestion(block, list);
  }
  return list.toFile('gift', 'GIFT, the text format of Moodle');
}
