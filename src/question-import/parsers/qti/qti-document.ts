const mostPrologue = 8_192;

/**
 * Whether a text is XML whose first element is one of QTI: an item or a test of version 2 or 3, or anything of version 1,
 * which the reader refuses in words of its own.
 */
export function startsAsQti(bytes: Uint8Array): boolean {
  let rest = Buffer.from(bytes.subarray(0, mostPrologue)).toString('latin1').replace(/^ï»¿/, '').trimStart();
  for (let end = endOfProlog(rest); end > 0; end = endOfProlog(rest)) {
    rest = rest.slice(end).trimStart();
  }
  return /^<(?:[\w.-]+:)?(?:assessmentItem|assessmentTest|qti-assessment-item|qti-assessment-test|questestinterop)[\s/>]/.test(
    rest,
  );
}

/** The length of the declaration, comment or instruction at the start, or 0. */
function endOfProlog(text: string): number {
  const terminator = text.startsWith('<!--')
    ? '-->'
    : text.startsWith('<?')
      ? '?>'
      : /^<!DOCTYPE\s/i.test(text)
        ? '>'
        : undefined;
  const at = terminator === undefined ? -1 : text.indexOf(terminator, 2);
  return at < 0 ? 0 : at + (terminator?.length ?? 0);
}
