/** The light page of candidates; everything else that is a page belongs to the dashboard. */
const candidatePaths = /^\/(a\/[^/]+|invite|attempt|opt-out)\/?$/;
const notPages = /^\/(api|assets|health|metrics)(\/|$)/;

export type Page = 'dashboard' | 'candidate';

/** @param path without query. @returns undefined for what is not a page, such as an unknown address of the API. */
export function pageAt(path: string): Page | undefined {
  if (notPages.test(path)) return undefined;
  // The name of a file that is not there is not a page either: a missing icon answered with HTML misleads.
  if (/\.[a-z0-9]{2,5}$/i.test(path)) return undefined;
  return candidatePaths.test(path) ? 'candidate' : 'dashboard';
}
