/** Marks that authors put at the option that is right: "*Paris", "Paris ✓", "Paris (correct)". */
const markInFront = /^(?:\*{1,2}|[✓✔☑✅]\uFE0F?|\[x\]|\(x\))\s*(?=\S)/iu;
const markBehind = /(?:\*{1,2}|[✓✔☑✅]\uFE0F?|\[x\]|\((?:correct|right|richtig|correcta?|correcte|✓|x)\))$/iu;

/** The text without its mark; nothing where the option has none. */
export function withoutRightMark(text: string): string | undefined {
  const unmarked = text.replace(markInFront, '').replace(markBehind, '').trim();
  return unmarked === text.trim() || unmarked === '' ? undefined : unmarked;
}
