import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultImportLimits } from '../limits.js';
import { attributeValue, decodeEntities, decodeSpreadsheetEscapes } from './xml-text.js';
import { XmlTokenizer, type XmlHandler } from './xml-tokenizer.js';

/** Writes down what arrives, joining the pieces of one text. */
class Recorder implements XmlHandler {
  readonly events: string[] = [];
  readonly wantsText = true;
  private pieces = '';

  open(name: string, attributes: string): void {
    this.flush();
    this.events.push(`<${name}|${attributes.trim()}>`);
  }

  close(name: string): void {
    this.flush();
    this.events.push(`</${name}>`);
  }

  text(piece: string): void {
    this.pieces += piece;
  }

  private flush(): void {
    if (this.pieces !== '') {
      this.events.push(this.pieces);
      this.pieces = '';
    }
  }
}

function read(chunks: readonly string[]): string[] {
  const recorder = new Recorder();
  const tokenizer = new XmlTokenizer(recorder, defaultImportLimits);
  for (const chunk of chunks) {
    tokenizer.write(chunk);
  }
  tokenizer.end();
  return recorder.events;
}

const document = `<?xml version="1.0"?><!-- <row r="9"> </row> --><x:worksheet xmlns:x='a>b'>
<x:sheetData note="1 > 0"><x:row  r = "1" ><x:c r='A1' t="str"><x:v>a &lt; b &#233;&#x1F600; ü😀</x:v></x:c ><x:c/></x:row>
<?pi <c> ?><x:row><x:c><x:v><![CDATA[<v>]] ]]]></x:v></x:c></x:row></x:sheetData></x:worksheet>
`;

describe('the XML tokenizer', () => {
  it('reports elements, attributes and texts in their order', () => {
    expect(read([document]).filter((event) => event.trim() !== '')).toEqual([
      "<worksheet|xmlns:x='a>b'>",
      '<sheetData|note="1 > 0">',
      '<row|r = "1">',
      `<c|r='A1' t="str">`,
      '<v|>',
      'a < b é😀 ü😀',
      '</v>',
      '</c>',
      '<c|>',
      '</c>',
      '</row>',
      '<row|>',
      '<c|>',
      '<v|>',
      '<v>]] ]',
      '</v>',
      '</c>',
      '</row>',
      '</sheetData>',
      '</worksheet>',
    ]);
  });

  it('reads the same whatever border two chunks have', () => {
    const whole = read([document]);
    for (let border = 0; border <= document.length; border++) {
      expect(read([document.slice(0, border), document.slice(border)])).toEqual(whole);
    }
  });

  it('reads the same in chunks of any sizes', () => {
    const whole = read([document]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const chunks: string[] = [];
        for (let at = 0, index = 0; at < document.length; index++) {
          const size = sizes[index % sizes.length] ?? 1;
          chunks.push(document.slice(at, at + size));
          at += size;
        }
        expect(read(chunks)).toEqual(whole);
      }),
    );
  });

  it('refuses every document that is cut off', () => {
    const end = document.trimEnd().length;
    for (let length = 0; length < end; length++) {
      expect(() => read([document.slice(0, length)])).toThrow(
        expect.objectContaining({ name: 'ImportRefused', code: 'damaged_workbook' }),
      );
    }
  });

  it.each([
    ['tags that do not match', '<a><b>x</a></b>'],
    ['a closing tag too many', '<a></a></a>'],
    ['two roots', '<a/><b/>'],
    ['text beside the root', '<a/>x'],
    ['a document type definition', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an unknown declaration', '<a><!ELEMENT b></a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['an entity without an end', '<a>this & that</a>'],
    ['an impossible character', '<a>&#x110000;</a>'],
    ['a tag inside a tag', '<a <b></b></a>'],
    ['a tag without a name', '<a>< b/></a>'],
    ['nothing at all', ''],
  ])('refuses %s', (_name, text) => {
    expect(() => read([text])).toThrow(
      expect.objectContaining({ name: 'ImportRefused', code: 'damaged_workbook' }),
    );
  });

  it('refuses deep nesting and a tag without an end before they fill the memory', () => {
    expect(() => read([`${'<a>'.repeat(101)}${'</a>'.repeat(101)}`])).toThrow(
      expect.objectContaining({ code: 'import_too_large' }),
    );
    const piece = ' b="c"'.repeat(3_000);
    expect(() => read(['<a', ...Array.from({ length: 100 }, () => piece)])).toThrow(
      expect.objectContaining({ code: 'import_too_large' }),
    );
  });
});

describe('texts in XML', () => {
  it('decodes numeric and named references once', () => {
    expect(decodeEntities('&amp;lt; &#10;&#xE9; &quot;&apos;&gt;')).toBe('&lt; \né "\'>');
  });

  it('decodes the escapes of spreadsheet programs, lower-case x only', () => {
    expect(decodeSpreadsheetEscapes('a_x000D_b _x005F_x0041_ _X0041_ _x41_')).toBe(
      'a\rb _x0041_ _X0041_ _x41_',
    );
  });

  it('finds attributes by their whole name', () => {
    expect(attributeValue(` xr="1" r = 'A1' t="&lt;"`, 'r')).toBe('A1');
    expect(attributeValue(` xr="r='no'" t="&lt;"`, 't')).toBe('<');
    expect(attributeValue(` xr="r='no'"`, 'r')).toBeUndefined();
  });
});
