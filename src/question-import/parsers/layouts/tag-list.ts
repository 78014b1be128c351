const quotedList = /^"(?:[^"]|"")*"(?:\s*;\s*"(?:[^"]|"")*")*$/;

/**
 * The template separates tags with a semicolon; where there is none, a comma does. Tags that hold such a sign themselves
 * stand in quotation marks, all of them: `"C; C++";"a ""b"""`.
 */
export function tagsIn(cell: string): readonly string[] {
  if (quotedList.test(cell)) {
    return [...cell.matchAll(/"((?:[^"]|"")*)"/g)].map(([, tag = '']) => tag.replaceAll('""', '"').trim());
  }
  return cell.split(/[;|]/.test(cell) ? /[;|\n]/ : /[,\n]/).map((tag) => tag.trim());
}
