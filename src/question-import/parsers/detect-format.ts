import { detectTextFormat } from './detect-text-format.js';
import { ImportRefused, type ImportRefusalCode } from './import-refused.js';
import type { ImportFormat } from './imported-question.js';
import type { ImportLimits } from './limits.js';
import { startsAsQti } from './qti/qti-document.js';
import { findEndOfDirectory, readCentralDirectory } from './xlsx/central-directory.js';

const zipSignatures = ['504b0304', '504b0506', '504b0708'];
const compoundFileSignature = 'd0cf11e0a1b11ae1';

const binarySignatures: readonly (readonly [string, string])[] = [
  ['89504e47', 'an image (PNG)'],
  ['ffd8ff', 'an image (JPEG)'],
  ['47494638', 'an image (GIF)'],
  ['255044462d', 'a PDF document'],
  ['7b5c727466', 'a formatted text (RTF)'],
  ['1f8b', 'a compressed file (gzip)'],
  ['377abcaf271c', 'a compressed file (7z)'],
  ['526172211a', 'a compressed file (RAR)'],
  ['53514c69746520666f726d617420', 'a database (SQLite)'],
];

const wantedFormats = 'Save the questions as .xlsx or .csv and choose that file.';

/**
 * Decides by content what the bytes are; a file name may lie.
 *
 * @throws ImportRefused for everything that no reader knows.
 */
export function detectFormat(bytes: Uint8Array, limits: ImportLimits): ImportFormat {
  if (bytes.length === 0) {
    throw new ImportRefused('empty_file', 'The file is empty.');
  }
  const start = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  if (start.startsWith(compoundFileSignature)) {
    throw compoundFileRefusal(bytes);
  }
  if (zipSignatures.some((signature) => start.startsWith(signature)) || endsAsArchive(bytes)) {
    return archiveFormat(bytes, limits);
  }
  const binary = binarySignatures.find(([signature]) => start.startsWith(signature));
  if (binary !== undefined) {
    throw new ImportRefused('binary_file', `The file is ${binary[1]}, not a table. ${wantedFormats}`);
  }
  if (startsAsQti(bytes)) {
    return 'qti';
  }
  const format = detectTextFormat(bytes);
  if (format === 'csv') {
    refuseMarkup(bytes);
  }
  return format;
}

/** Some programs put bytes in front of the archive; its end record is then the only sign, and text has no NUL. */
function endsAsArchive(bytes: Uint8Array): boolean {
  return (
    bytes.includes(0) &&
    findEndOfDirectory(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)) >= 0
  );
}

function compoundFileRefusal(bytes: Uint8Array): ImportRefused {
  const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
  return isEncrypted
    ? new ImportRefused(
        'encrypted_workbook',
        'The workbook is protected with a password. Remove the password in the spreadsheet program, save it and choose it again.',
      )
    : new ImportRefused(
        'old_excel_workbook',
        'This is an old .xls workbook (Excel 97-2003) or a password-protected one. Open it in a spreadsheet program and save it as .xlsx without a password.',
      );
}

const otherArchives: readonly (readonly [RegExp, ImportRefusalCode, string])[] = [
  [/^xl\/workbook\.bin$/i, 'binary_workbook', 'This is a binary workbook (.xlsb). Save it as .xlsx.'],
  [
    /^index\/document\.iwa$|^index\.zip$/i,
    'numbers_document',
    'This is a Numbers document. Export it as .xlsx or .csv.',
  ],
  [/^word\//i, 'not_a_workbook', 'This is a text document (.docx), not a workbook.'],
  [/^ppt\//i, 'not_a_workbook', 'This is a presentation (.pptx), not a workbook.'],
];

/** A workbook is also opened where its parts are damaged; the message then says so. */
function archiveFormat(bytes: Uint8Array, limits: ImportLimits): 'xlsx' | 'qti' {
  const names = readCentralDirectory(bytes, Math.max(limits.archiveEntries, limits.packageEntries)).map(
    (entry) => entry.name.replaceAll('\\', '/').replace(/^\/+/, ''),
  );
  if (names.some((name) => /(^|\/)imsmanifest\.xml$/i.test(name))) {
    return 'qti';
  }
  if (names.includes('mimetype') && names.includes('content.xml')) {
    throw new ImportRefused(
      'open_document',
      'This is an OpenDocument file (.ods). Save it as .xlsx or .csv.',
    );
  }
  for (const [pattern, code, message] of otherArchives) {
    if (names.some((name) => pattern.test(name))) {
      throw new ImportRefused(code, message);
    }
  }
  if (names.some((name) => /^_rels\/\.rels$|(^|\/)workbook\.xml$/i.test(name))) {
    return 'xlsx';
  }
  const mayHoldItems = names.some((name) => /\.xml$/i.test(name)) && !names.some(isOfOtherPackage);
  if (mayHoldItems) {
    // Only its reader can look inside: it refuses items without a manifest, and everything else.
    return 'qti';
  }
  throw new ImportRefused(
    'not_a_workbook',
    `This is an archive (.zip) without a workbook in it. ${wantedFormats}`,
  );
}

function isOfOtherPackage(name: string): boolean {
  return /^\[Content_Types\]\.xml$|^META-INF\//i.test(name);
}

function refuseMarkup(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1').replace(/^ï»¿/, '').trimStart();
  if (/^<\?xml/i.test(start)) {
    throw new ImportRefused('not_a_table', `The file is an XML document, not a table. ${wantedFormats}`);
  }
  // Web programs export HTML under the name .xls.
  if (/^<(!doctype|html|head|table|meta)\b/i.test(start)) {
    throw new ImportRefused(
      'not_a_table',
      'The file is a web page. Open it in a spreadsheet program and save it as .xlsx.',
    );
  }
}
