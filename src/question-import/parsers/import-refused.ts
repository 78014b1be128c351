export type ImportRefusalCode =
  | 'empty_file'
  | 'old_excel_workbook'
  | 'encrypted_workbook'
  | 'binary_workbook'
  | 'open_document'
  | 'numbers_document'
  | 'not_a_workbook'
  | 'not_a_table'
  | 'binary_file'
  | 'unreadable_text'
  | 'unclosed_quote'
  | 'damaged_archive'
  | 'damaged_workbook'
  | 'missing_strings'
  | 'no_visible_sheet'
  | 'damaged_package'
  | 'encrypted_package'
  | 'missing_manifest'
  | 'no_package_questions'
  | 'qti_version_1'
  | 'broken_xml'
  | 'doctype_refused'
  | 'import_too_large'
  | 'import_timeout'
  | 'import_busy';

/**
 * The whole file cannot be read. The message is written for the person who chose the file. Any other error
 * that leaves a parser is a bug.
 */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';

  constructor(
    readonly code: ImportRefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** A part of the workbook does not hold what it must; `detail` names the place. */
export function damagedWorkbook(detail: string): ImportRefused {
  return new ImportRefused(
    'damaged_workbook',
    `The workbook is damaged (${detail}). Open it in a spreadsheet program, save it again as .xlsx and choose that copy.`,
  );
}

export function damagedArchive(): ImportRefused {
  return new ImportRefused(
    'damaged_archive',
    'The file is cut off or damaged: it is a compressed archive that cannot be opened. Save or download it again and choose that copy.',
  );
}

/** A limit of `ImportLimits` is passed; `detail` names the limit and what to do. */
export function tooLarge(detail: string): ImportRefused {
  return new ImportRefused('import_too_large', detail);
}
