import type { ImportedLoss } from '../imported-question.js';
import type { LostMarkup, MarkupText } from './html-to-text.js';

const sentences: Readonly<Record<LostMarkup, { readonly code: string; readonly message: string }>> = {
  emphasis: {
    code: 'markup',
    message: 'Bold, italic, coloured or otherwise marked text becomes plain text.',
  },
  link: { code: 'link', message: 'Links become plain text without their addresses' },
  image: { code: 'image', message: 'Images are left out' },
  table: { code: 'table', message: 'A table becomes lines of text with " | " between its cells.' },
  formula: { code: 'formula', message: 'A formula becomes plain text; check that it can still be read.' },
  media: { code: 'media', message: 'Audio or video is left out.' },
  embedded: { code: 'embedded', message: 'A page or object embedded in the text is left out.' },
  form_field: { code: 'form_field', message: 'An input field inside the text is left out.' },
  script: { code: 'script', message: 'A script inside the text is left out.' },
};
const mostNamed = 5;

/** What the texts of one question have lost as plain text, each kind in one sentence. */
export function markupLosses(texts: Iterable<MarkupText>): ImportedLoss[] {
  const kinds = new Set<LostMarkup>();
  const images: string[] = [];
  const links: string[] = [];
  for (const text of texts) {
    for (const kind of text.lost) {
      kinds.add(kind);
    }
    for (const { source, alternative } of text.images) {
      images.push(alternative || nameOf(source));
    }
    for (const link of text.links) {
      links.push(link);
    }
  }
  return [...kinds].map((kind) => {
    const { code, message } = sentences[kind];
    if (kind === 'image' || kind === 'link') {
      return { code, message: `${message}${named(kind === 'image' ? images : links)}.` };
    }
    return { code, message };
  });
}

/** ": first, second and 3 more" */
function named(names: readonly string[]): string {
  const shown = [...new Set(names)].filter((name) => name !== '');
  const first = shown.slice(0, mostNamed).map((name) => `"${name.slice(0, 80)}"`);
  const rest = shown.length - first.length;
  return first.length === 0 ? '' : `: ${first.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The file name at the end of an address; an image written into the text itself has none. */
function nameOf(source: string): string {
  return source.startsWith('data:') ? '' : (source.split(/[?#]/)[0]?.split('/').at(-1) ?? '');
}
