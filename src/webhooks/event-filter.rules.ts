/**
 * Which events an endpoint gets. A pattern is the name of a type (`attempt.submitted`), a group with a star at its end
 * (`attempt.*`), or the star alone for all, also for types that later versions add.
 */
export const mostFilterPatterns = 50;

const patternForm = /^(\*|[a-z_]+(\.[a-z_]+)*(\.\*)?)$/;

export function matchesFilter(patterns: readonly string[], eventType: string): boolean {
  return patterns.some((pattern) => matches(pattern, eventType));
}

function matches(pattern: string, eventType: string): boolean {
  if (!pattern.endsWith('*')) return pattern === eventType;
  // The dot belongs to the prefix: `attempt.*` is not for `attempts.moved`, and not for `attempt` itself.
  const prefix = pattern.slice(0, -1);
  return eventType.startsWith(prefix) && eventType.length > prefix.length;
}

export interface FilterProblem {
  /** Position in the list, from 0; absent where the list as a whole is meant. */
  readonly index?: number;
  readonly code: 'empty' | 'too-many' | 'malformed' | 'matches-nothing' | 'duplicate';
  readonly detail: string;
}

/**
 * What is wrong with a filter that somebody wants to save. A pattern that no known type matches is refused: with a
 * misspelt name an endpoint would wait in silence for ever.
 */
export function filterProblem(
  patterns: readonly string[],
  knownTypes: readonly string[],
): FilterProblem | undefined {
  if (patterns.length === 0) {
    return { code: 'empty', detail: 'Name one type of event at least; "*" stands for all of them.' };
  }
  if (patterns.length > mostFilterPatterns) {
    return { code: 'too-many', detail: `A filter has ${mostFilterPatterns} patterns at most.` };
  }
  const problems = patterns.map((pattern, index) => patternProblem(pattern, index, patterns, knownTypes));
  return problems.find((problem) => problem !== undefined);
}

function patternProblem(
  pattern: string,
  index: number,
  patterns: readonly string[],
  knownTypes: readonly string[],
): FilterProblem | undefined {
  if (pattern.length > 100 || !patternForm.test(pattern)) {
    const detail = 'A pattern is a type such as attempt.submitted, a group such as attempt.*, or *.';
    return { index, code: 'malformed', detail };
  }
  if (patterns.indexOf(pattern) < index) {
    return { index, code: 'duplicate', detail: `"${pattern}" is in the list twice.` };
  }
  if (!knownTypes.some((type) => matches(pattern, type))) {
    return { index, code: 'matches-nothing', detail: `There is no type of event for "${pattern}".` };
  }
  return undefined;
}
