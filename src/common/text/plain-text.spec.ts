import { describe, expect, it } from 'vitest';
import { toPlainText } from './plain-text.js';

function plain(text: string, maximumCodePoints = 100, maximumBytes?: number) {
  const result = toPlainText(
    text,
    maximumBytes ? { maximumCodePoints, maximumBytes } : { maximumCodePoints },
  );
  return result.ok ? result.text : result.code;
}

describe('toPlainText', () => {
  it('composes accents', () => {
    expect(plain('Cafe\u0301')).toBe('Caf\u00E9');
  });

  it('turns every line end into LF and keeps tabs', () => {
    expect(plain('a\r\nb\rc\nd\te')).toBe('a\nb\nc\nd\te');
  });

  it.each(['\u0000', '\u0007', '\u000B', '\u001B', '\u007F', '\u0085', '\u009F'])(
    'refuses %j',
    (character) => {
      expect(plain(`a${character}b`)).toBe('control-character');
    },
  );

  it('names the control character', () => {
    expect(toPlainText('a\u0007', { maximumCodePoints: 9 })).toMatchObject({
      detail: expect.stringContaining('U+0007'),
    });
  });

  it.each(['\uD83D', '\uDE00', 'a\uDE00\uD83Db'])('refuses half of a surrogate pair: %j', (text) => {
    expect(plain(text)).toBe('malformed-text');
  });

  it('counts code points after composing', () => {
    expect(plain('😀'.repeat(3), 3)).toBe('😀'.repeat(3));
    expect(plain('😀'.repeat(4), 3)).toBe('too-long');
    expect(plain('e\u0301'.repeat(3), 3)).toBe('ééé');
    expect(plain('x'.repeat(1_000_000), 3)).toBe('too-long');
  });

  it('counts bytes', () => {
    expect(plain('😀😀', 10, 8)).toBe('😀😀');
    expect(plain('😀😀', 10, 7)).toBe('too-long');
  });
});
