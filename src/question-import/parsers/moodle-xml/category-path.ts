/** `$course$/top/Safety/Fire` is "Safety/Fire"; a slash inside a name is written twice. */
export function categoryPath(written: string): string | undefined {
  const names = written
    .replaceAll('//', '\u0000')
    .split('/')
    .map((name) => name.replaceAll('\u0000', '/').trim())
    .filter((name) => name !== '');
  const isContext = /^\$\w+\$$/.test(names[0] ?? '');
  const own = isContext ? names.slice(names[1] === 'top' ? 2 : 1) : names;
  return (own[0] === 'top' ? own.slice(1) : own).join('/') || undefined;
}
