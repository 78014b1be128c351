/** Types of events by their group, in the order in which the server lists them. */
export function eventGroups(types: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const type of types) {
    const group = type.slice(0, type.indexOf('.'));
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return groups;
}

/** Whether a pattern of a filter means all of it, whatever else it holds. */
export function includesAll(patterns: readonly string[]): boolean {
  return patterns.includes('*');
}

/** Ticking everything is `*`, which later versions add to; nothing else is changed into a pattern that was not chosen. */
export function withAll(patterns: readonly string[], all: boolean): string[] {
  return all ? ['*'] : patterns.filter((pattern) => pattern !== '*');
}
