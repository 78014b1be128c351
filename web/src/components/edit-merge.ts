/** Whether two values of a field say the same; values are what JSON can hold. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The names of the fields whose values differ. */
export function differingFields<Values extends object>(
  left: Values,
  right: Values,
): (keyof Values & string)[] {
  return (Object.keys(left) as (keyof Values & string)[]).filter((name) => !isSame(left[name], right[name]));
}

/** The fields of `after` that differ from `before`: what a PATCH sends. */
export function changedPart<Values extends object>(before: Values, after: Values): Partial<Values> {
  const part: Partial<Values> = {};
  for (const name of differingFields(before, after)) part[name] = after[name];
  return part;
}

export type Side = 'mine' | 'theirs';

export interface FieldDifference<Values extends object> {
  readonly field: keyof Values & string;
  readonly mine: Values[keyof Values];
  readonly theirs: Values[keyof Values];
  /** Both have changed it; otherwise one side left it as it was. */
  readonly isContested: boolean;
  /** What to start from: the side that changed something, and of two the author's own. */
  readonly proposal: Side;
}

/** Every field in which my edit of `base` and what stands there now are not the same. */
export function differences<Values extends object>(
  base: Values,
  mine: Values,
  theirs: Values,
): readonly FieldDifference<Values>[] {
  return differingFields(mine, theirs).map((field) => {
    const iChanged = !isSame(base[field], mine[field]);
    const theyChanged = !isSame(base[field], theirs[field]);
    return {
      field,
      mine: mine[field],
      theirs: theirs[field],
      isContested: iChanged && theyChanged,
      proposal: iChanged ? 'mine' : 'theirs',
    };
  });
}

/** What stands there now, with the fields for which the author chose their own side. */
export function merged<Values extends object>(
  mine: Values,
  theirs: Values,
  choices: Readonly<Partial<Record<keyof Values, Side>>>,
): Values {
  const result = { ...theirs };
  for (const name of Object.keys(choices) as (keyof Values)[]) {
    if (choices[name] === 'mine') result[name] = mine[name];
  }
  return result;
}
