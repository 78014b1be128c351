import { describe, expect, it } from 'vitest';
import { textParts } from './text-parts.js';

const links = (text: string): string[] =>
  textParts(text)
    .filter(({ isLink }) => isLink)
    .map((part) => part.text);

describe('links in a plain text', () => {
  it('loses nothing of the text', () => {
    const text = 'Start here:\nhttp://localhost:3000/invite#inv_Ab-c\n\nUntil then. See https://example.org.';
    expect(
      textParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
    expect(links(text)).toEqual(['http://localhost:3000/invite#inv_Ab-c', 'https://example.org']);
  });

  it('takes no other scheme for one', () => {
    expect(links('javascript:alert(1) data:text/html,x ftp://example.org mailto:a@example.org')).toEqual([]);
    expect(textParts('')).toEqual([]);
  });
});
