import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-to-text.js';
import { markupLosses } from './markup-losses.js';

describe('the losses of markup', () => {
  it('are one sentence for each kind, over all texts of a question', () => {
    const texts = [
      '<b>a</b>',
      '<i>b</i><img src="x/dot.png?v=1">',
      '<img alt="Stop"><img src="data:image/png;base64,AA">',
    ];
    expect(markupLosses(texts.map(htmlToText))).toEqual([
      { code: 'markup', message: 'Bold, italic, coloured or otherwise marked text becomes plain text.' },
      { code: 'image', message: 'Images are left out: "dot.png", "Stop".' },
    ]);
  });

  it('name the first of many links', () => {
    const links = Array.from({ length: 8 }, (_link, index) => `<a href="https://example.org/${index}">x</a>`);
    expect(markupLosses([htmlToText(links.join(''))])[0]?.message).toMatch(/example\.org\/4" and 3 more\.$/);
  });

  it('are none for plain text', () => {
    expect(markupLosses([htmlToText('a'), htmlToText('<p>b</p>')])).toEqual([]);
  });
});
