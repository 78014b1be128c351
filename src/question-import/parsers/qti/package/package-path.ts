/** Where a reference of a package leads. */
export type ResolvedPath =
  /** Relative to the folder of the manifest, with "/" between names, without "." and "..". */
  | { readonly kind: 'inside'; readonly path: string }
  /** Leaves the package. */
  | { readonly kind: 'outside' }
  /** An address on the web or a `data:` address. */
  | { readonly kind: 'external' };

const outside: ResolvedPath = { kind: 'outside' };

/**
 * Resolves a reference against the folder of the file that holds it. Percent encoding is decoded before the path is
 * walked, because `%2e%2e%2f` is the same way out as `../`.
 */
export function resolvePath(folder: string, reference: string): ResolvedPath {
  const bare = reference.trim().replace(/[?#].*$/s, '');
  if (/^([a-z][a-z0-9+.-]+:|\/\/)/i.test(bare)) {
    return { kind: 'external' };
  }
  const decoded = decodePercent(bare).replaceAll('\\', '/');
  if (decoded === '' || decoded.includes('\0') || /^[a-z]:/i.test(decoded)) {
    return outside;
  }
  const names = decoded.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const name of decoded.split('/')) {
    if (name === '..') {
      if (names.pop() === undefined) {
        return outside;
      }
    } else if (name !== '' && name !== '.') {
      names.push(name);
    }
  }
  return names.length === 0 ? outside : { kind: 'inside', path: names.join('/') };
}

/** The folder of a file, "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** An entry of an archive whose name would leave the folder into which it is unpacked. */
export function isUnsafeEntryName(name: string): boolean {
  const parts = name.replaceAll('\\', '/').split('/');
  return parts[0] === '' || /^[a-z]:/i.test(name) || parts.includes('..') || name.includes('\0');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
