import { moodleXmlWriter } from './moodle-xml/moodle-xml-writer.js';
import { qtiWriter } from './qti/qti-writer.js';
import type { QuestionWriter } from './question-writer.js';
import { csvWriter } from './table/csv-writer.js';
import { aikenWriter } from './text/aiken-writer.js';
import { giftWriter } from './text/gift-writer.js';
import { xlsxWriter } from './xlsx/xlsx-writer.js';

export const exportFormats = ['csv', 'xlsx', 'gift', 'aiken', 'moodle-xml', 'qti'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The registry: a format exists once it has a line here. */
export const questionWriters: Readonly<Record<ExportFormat, QuestionWriter>> = {
  csv: csvWriter,
  xlsx: xlsxWriter,
  gift: giftWriter,
  aiken: aikenWriter,
  'moodle-xml': moodleXmlWriter,
  qti: qtiWriter,
};
