const superscripts = new Map(
  [...'0123456789+-=()ni'].map((plain, index) => [plain, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ'][index]]),
);
const subscripts = new Map(
  [...'0123456789+-=()aeox'].map((plain, index) => [plain, [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ'][index]]),
);
superscripts.set('−', '⁻');
subscripts.set('−', '₋');

/** "1st" and "2nd" are no powers. */
const plainEndings = /^(?:st|nd|rd|th|er|re|e|o|a|tm|\u2122|\u00AE|\u00A9)$/i;

/**
 * Text above or below the line, in plain characters: 10 to the power of minus three must not become 10-3. What has no
 * characters of its own is written with ^ or _.
 */
export function raisedText(text: string, position: 'sup' | 'sub'): string {
  const content = text.trim();
  if (content === '' || (position === 'sup' && plainEndings.test(content))) {
    return content;
  }
  const characters = position === 'sup' ? superscripts : subscripts;
  const small = [...content].map((character) => characters.get(character));
  if (small.every((character) => character !== undefined)) {
    return small.join('');
  }
  const sign = position === 'sup' ? '^' : '_';
  return [...content].length === 1 ? `${sign}${content}` : `${sign}(${content})`;
}
