/** A word that must not be found, and the name under which the finding is reported. */
export interface Secret {
  readonly name: string;
  readonly word: string;
}

/** Where a text holds a secret, in whatever form a careless program would have sent it. */
export function findLeaks(text: string, secrets: readonly Secret[]): string[] {
  const forms = [text, unescapeJson(text), percentDecode(text)].map((form) => form.toLowerCase());
  return secrets
    .filter(({ word }) =>
      [word, ...base64Forms(word), Buffer.from(word).toString('hex')].some((needle) =>
        forms.some((form) => form.includes(needle.toLowerCase())),
      ),
    )
    .map(({ name, word }) => {
      const at = text.indexOf(word);
      return `${name}: …${text.slice(Math.max(0, at - 60), at < 0 ? 120 : at + 60)}…`;
    });
}

/** The names under which the keys of all question kinds lie; where they stand as members, a key was sent. */
export function findKeyMembers(text: string): string[] {
  return [
    ...text.matchAll(
      /"(key|keys|explanation|externalId|category|tags|difficulty|correct[A-Za-z]*|accepted[A-Za-z]*|tolerance[A-Za-z]*|optionFraction[A-Za-z]*)"\s*:/g,
    ),
  ].map((match) => match[0]);
}

/** Base64 shifts with what stands before a word: of three alignments the letters in the middle are certain. */
function base64Forms(word: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    const certain = whole.toString('base64').slice(shift === 0 ? 0 : 4);
    return certain.length < 8 ? [] : [certain, certain.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function unescapeJson(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\([/"\\])/g, '$1');
}

function percentDecode(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
