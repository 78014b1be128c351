// What a file system refuses or a shell, a path or a reader takes for something else, such as a reversed extension.
const unsafeInName = /[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|%]+/gu;

/**
 * The header of RFC 6266: a name in ASCII for all, and the assessment's title for those who read the longer form.
 *
 * @param what a word in ASCII for what the file holds
 */
export function attachment(title: string, what: string, extension: string): string {
  const name = [...title.replace(unsafeInName, ' ').trim().replace(/^\.+/, '')].slice(0, 80).join('').trim();
  const full = `${name === '' ? 'Assessment' : name} - ${what}.${extension}`;
  // encodeURIComponent leaves these four, which RFC 8187 does not allow.
  const encoded = encodeURIComponent(full).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${what}.${extension}"; filename*=UTF-8''${encoded}`;
}
