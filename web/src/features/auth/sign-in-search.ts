export interface SignInSearch {
  /** Where to go afterwards; an address of this dashboard only. */
  readonly next?: string;
  readonly reason?: 'signed-up' | 'joined';
}

export function signInSearch(search: Record<string, unknown>): SignInSearch {
  const { next, reason } = search;
  return {
    ...(typeof next === 'string' && isOwnPath(next) ? { next } : {}),
    ...(reason === 'signed-up' || reason === 'joined' ? { reason } : {}),
  };
}

/** `//elsewhere` and `/\elsewhere` are read as another host by browsers. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}
