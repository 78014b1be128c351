export interface SignInSearch {
  /** Where to go afterwards; an address of this dashboard only. */
  readonly next?: string;
  /** What has led here, to be said above the form. */
  readonly reason?: SignInReason;
}

const reasons = ['signed-up', 'joined', 'new-password'] as const;
export type SignInReason = (typeof reasons)[number];

export function signInSearch(search: Record<string, unknown>): SignInSearch {
  const { next } = search;
  const reason = reasons.find((each) => each === search['reason']);
  return {
    ...(typeof next === 'string' && isOwnPath(next) ? { next } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** `//elsewhere` and `/\elsewhere` are read as another host by browsers. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}
