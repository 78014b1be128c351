import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../../test/fixtures/import/cpu-time.js';
import { htmlToText } from './html-to-text.js';

const textOf = (html: string): string => htmlToText(html).text;

describe('the text of HTML', () => {
  it.each([
    ['plain text', 'What is 2 + 2?', 'What is 2 + 2?'],
    ['white space', '  one\n   two\tthree ', 'one two three'],
    ['inline elements', 'a<b>b</b> <i>c</i>d', 'ab cd'],
    ['paragraphs', '<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['blocks', '<div>One</div><div>Two</div>', 'One\nTwo'],
    ['line breaks', 'One<br>Two<br/><br />Three', 'One\nTwo\n\nThree'],
    ['many line breaks', 'One<br><br><br><br><br>Two', 'One\n\nTwo'],
    ['an empty paragraph', '<p>One</p><p>&nbsp;</p><p>Two</p>', 'One\n\nTwo'],
    ['a list', 'Pick:<ul><li>one</li><li><p>two</p></li><li></li></ul>Done', 'Pick:\n\n- one\n- two\n\nDone'],
    ['numbers and depth', '<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>', '1. a\n  - b\n2. c'],
    [
      'a table',
      '<table><tr><th>a</th><th><p>b</p></th></tr><tr><td></td><td>c</td></tr></table>',
      'a | b\n | c',
    ],
    ['code', '<pre>if (a) {\n  b();\n}</pre>', 'if (a) {\n  b();\n}'],
    ['entities', '&lt;p&gt; &amp; &eacute; &Omega; &#8364; &#x20AC; &#128; &hellip;', '<p> & é Ω € € € …'],
    ['what is no entity', 'R&D &unknown; &#xD800; &#0;', 'R&D &unknown; \uFFFD \uFFFD'],
    ['a comparison', '<p>a < b and b > c, if (a<b)</p>', 'a < b and b > c, if (a<b)'],
    ['type parameters', '<p>List<String> or Map<K, V>?</p>', 'List<String> or Map<K, V>?'],
    ['names of word processors', '<p>one<o:p></o:p></p>', 'one'],
    ['comments', 'a<!-- <p>b</p> -->c<!--[if mso]>d<![endif]-->e', 'ace'],
    ['scripts and styles', 'a<script>if (x < 1) alert("</p>")</script><style>p{}</style>b', 'ab'],
    ['a script without an end', 'a<script>alert(1)', 'a'],
    ['a tag without an end', 'a <b and nothing', 'a <b and nothing'],
    ['a sign in an attribute', '<a title="x > y">z</a>', 'z'],
    ['powers', '10<sup>-3</sup> m<sup>2</sup>, H<sub>2</sub>O, 1<sup>st</sup>', '10⁻³ m², H₂O, 1st'],
    ['powers without characters', 'x<sup>ab</sup> y<sub>max</sub> z<sup>k</sup>', 'x^(ab) y_(max) z^k'],
    ['no-break spaces', 'if x:<br>&nbsp;&nbsp;&nbsp;y()', 'if x:\n   y()'],
    [
      'formulas',
      'Is <math alttext="x^2"><mi>x</mi></math> or <math><mi>y</mi><mo>+</mo><mn>1</mn></math>?',
      'Is x^2 or y+1?',
    ],
    ['capital letters', '<P STYLE="x">One<BR>Two</P><SCRIPT>x</SCRIPT>', 'One\nTwo'],
  ])('keeps %s readable', (_what, html, text) => {
    expect(textOf(html)).toBe(text);
  });

  it('names images and lets one speak only where there is no other text', () => {
    const html = '<p>Which sign? <img src="@@PLUGINFILE@@/dot.png" alt="a &quot;dot&quot;"/></p>';
    expect(htmlToText(html)).toEqual({
      text: 'Which sign?',
      lost: ['image'],
      images: [{ source: '@@PLUGINFILE@@/dot.png', alternative: 'a "dot"' }],
      links: [],
    });
    expect(textOf('<img alt="Stop" src=stop.png>')).toBe('Stop');
  });

  it('says what is lost, each kind once', () => {
    const html =
      '<b>a</b> <i>b</i> <a href="https://example.org/?a=1&amp;b=2">c</a> <a href="javascript:x">d</a><video>e</video><iframe>f</iframe>g<select><option>h</select><table><tr><td>i</table>';
    const { text, lost, links } = htmlToText(html);
    expect(lost).toEqual(['emphasis', 'link', 'media', 'embedded', 'form_field', 'table']);
    expect(links).toEqual(['https://example.org/?a=1&b=2']);
    expect(text).toBe('a b c dg\n\ni');
    expect(htmlToText('<p style="text-align: left">a</p>').lost).toEqual([]);
    expect(htmlToText('<p style="color: red">a</p>').lost).toEqual(['emphasis']);
  });

  it('takes time in proportion to the length', () => {
    const hostile = [
      '<a ">" ',
      '<a "b="',
      '<a =">" ',
      `<a ="'<a ='"`,
      '<',
      '<!--',
      '<!--<a ',
      '<script>',
      '<sup>',
      '<ul><li>',
      '&#',
      ' ',
      '<td>',
      '<p x',
      '<svg>',
      '<![if',
    ];
    for (const piece of hostile) {
      const time = cpuTime(() => htmlToText(piece.repeat(200_000 / piece.length)));
      expect({ piece, isSlow: time > 2_000 }).toEqual({ piece, isSlow: false });
    }
  }, 60_000);

  it('never fails and never leaves outer white space', () => {
    const pieces = fc.constantFrom(
      ...'<p> </p> <br> < > & &amp; <li> <ul> </ul> <td> <tr> <sup> </sup> <pre> </pre> <img alt="x"> a b " \' = <!-- --> <svg> </svg> / ^'.split(
        ' ',
      ),
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { text } = htmlToText(parts.join(''));
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/\n{3}/);
      }),
      { seed: 20_260_301, numRuns: 2_000 },
    );
  });
});
