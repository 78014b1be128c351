import { describe, expect, it } from 'vitest';
import { answerBytesKept, printableAnswer } from './printable-answer.js';

const read = (text: string): string => printableAnswer(Buffer.from(text), false).text;

describe('an answer in the log', () => {
  it('is what the receiver wrote', () => {
    expect(printableAnswer(Buffer.from('no such\thook: é 🎉\n'), false)).toEqual({
      text: 'no such\thook: é 🎉\n',
      isCut: false,
    });
  });

  it('holds no character that steers the reader', () => {
    expect(read('a\u0000b\u001b[31mc\u007f\u0085')).toBe('a\ufffdb\ufffd[31mc\ufffd\ufffd');
    expect(read('\u202egnp.exe\u2066')).toBe('\ufffdgnp.exe\ufffd');
    expect(printableAnswer(Buffer.from([0x61, 0xff, 0xc3]), false).text).toBe('a\ufffd\ufffd');
  });

  it('is cut, and says so', () => {
    const long = printableAnswer(Buffer.alloc(answerBytesKept + 1, 0xff), false);
    expect(long.isCut).toBe(true);
    // What the table takes at most.
    expect(Buffer.byteLength(long.text)).toBeLessThanOrEqual(6_144);
    expect(printableAnswer(Buffer.from('a'), true).isCut).toBe(true);
    // A character that the cut goes through.
    expect(printableAnswer(Buffer.from(`${'a'.repeat(answerBytesKept - 1)}é`), false).text).toMatch(
      /a\ufffd$/,
    );
  });
});
