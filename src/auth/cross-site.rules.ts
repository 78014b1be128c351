export interface RequestOrigin {
  readonly method: string;
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
  /** X-Assay-Request: a form cannot send it, and a foreign page only after a preflight that nobody answers. */
  readonly requestHeader: string | undefined;
  /** The origins of our own pages: the configured one and the one that the request was sent to. */
  readonly ownOrigins: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * For a request that a cookie authenticates: it must prove that one of our pages sent it. A browser tells where a
 * request comes from in Sec-Fetch-Site, which a page cannot set; where it says so, Origin does not count.
 */
export function isOwnPage(request: RequestOrigin): boolean {
  if (safeMethods.has(request.method)) return true;
  if (request.requestHeader !== '1') return false;
  if (request.secFetchSite !== undefined) return request.secFetchSite === 'same-origin';
  return request.origin !== undefined && request.ownOrigins.includes(request.origin);
}

/**
 * For signing in and up, which no cookie authenticates: a foreign page must not sign its visitor in as somebody else.
 * Programs, which send neither header, may.
 */
export function isForeignPage(request: RequestOrigin): boolean {
  const { secFetchSite, origin } = request;
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return true;
  return origin !== undefined && !request.ownOrigins.includes(origin);
}
