import { readCsv } from './csv/read-csv.js';
import { detectFormat } from './detect-format.js';
import { tooLarge } from './import-refused.js';
import type { ParsedFile } from './imported-question.js';
import { isSheetWanted, parseSheets } from './layouts/parse-sheets.js';
import { defaultImportLimits, type ImportLimits } from './limits.js';
import { readAiken } from './aiken/read-aiken.js';
import { readGift } from './gift/read-gift.js';
import { readMoodleXml } from './moodle-xml/read-moodle-xml.js';
import { readQti } from './qti/read-qti.js';
import type { ReadOptions } from './read-settings.js';
import { readXlsx } from './xlsx/read-xlsx.js';

/**
 * Reads questions from the bytes of a file, whatever its name says it is.
 *
 * @throws ImportRefused where the whole file cannot be read; faults of single rows are problems of the result
 */
export async function parseQuestionFile(
  bytes: Uint8Array,
  limits: Partial<ImportLimits> = {},
  options: ReadOptions = {},
): Promise<ParsedFile> {
  const all = { ...defaultImportLimits, ...limits };
  if (bytes.length > all.uploadBytes) {
    throw tooLarge(
      `The file is larger than ${Math.floor(all.uploadBytes / 1024 / 1024)} MiB. Split it into several files.`,
    );
  }
  switch (detectFormat(bytes, all)) {
    case 'csv':
      return parseSheets('csv', [await readCsv(bytes, all)], all, options);
    case 'xlsx':
      return parseSheets(
        'xlsx',
        await readXlsx(bytes, all, (rows, sheet) => isSheetWanted({ rows, sheet }, all, options)),
        all,
        options,
      );
    case 'gift':
      return readGift(bytes, all, options);
    case 'aiken':
      return readAiken(bytes, all, options);
    case 'moodle_xml':
      return readMoodleXml(bytes, all, options);
    case 'qti':
      return readQti(bytes, all, options);
  }
}
