/** The addresses of candidates. Secrets stand in the fragment, which no server and no log gets to see. */
export type Address =
  | { readonly page: 'link'; readonly slug: string }
  | { readonly page: 'invite'; readonly token: string }
  | { readonly page: 'attempt'; readonly attemptId: string }
  | { readonly page: 'opt-out'; readonly token: string };

export function addressOf(path: string, fragment: string): Address {
  const held = decoded(fragment.replace(/^#/, ''));
  const [, first, second] = path.split('/');
  if (first === 'a' && second) return { page: 'link', slug: decoded(second) };
  if (first === 'attempt') return { page: 'attempt', attemptId: held };
  if (first === 'opt-out') return { page: 'opt-out', token: held };
  return { page: 'invite', token: held };
}

/** The id is no secret; it only tells which of the attempts that this browser keeps is meant. */
export function attemptAddress(attemptId: string): string {
  return `/attempt#${attemptId}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
