export const inviteStatuses = ['pending', 'started', 'submitted', 'expired', 'revoked'] as const;
export type InviteStatus = (typeof inviteStatuses)[number];

export interface ShareSearch {
  readonly status?: InviteStatus;
  /** A part of an address or a name. */
  readonly q?: string;
}

const longestSearch = 254;

export function shareSearch(search: Record<string, unknown>): ShareSearch {
  const status = inviteStatuses.find((each) => each === search['status']);
  // What looks like a number in an address bar is read as one.
  const q = ['string', 'number'].includes(typeof search['q'])
    ? String(search['q']).slice(0, longestSearch)
    : '';
  return { ...(status && { status }), ...(q.trim() !== '' && { q }) };
}
