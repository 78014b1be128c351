const longest = 500;
const controlCharacters = /[\p{Cc}\p{Cs}]/gu;

/**
 * What is kept of an error: its first line, as plain text that the table takes. The messages of mail servers and receivers
 * come from outside and may hold anything.
 */
export function errorText(error: unknown): string {
  const plain = words(error)
    .trimStart()
    .slice(0, 4 * longest)
    .replace(/[\r\n][^]*$/, '')
    .replace(controlCharacters, ' ');
  // Normalised first: cutting can only shorten what is in normal form, and the table counts characters, not UTF-16 units.
  return [...plain.normalize('NFC')].slice(0, longest).join('');
}

/** Anything can be thrown, also what String() cannot read. */
function words(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  try {
    return String(error);
  } catch {
    return 'an error without words';
  }
}
