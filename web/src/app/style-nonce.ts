/** The document carries a nonce for the style elements that the component library makes; browsers hide its attribute. */
export function styleNonce(): string {
  return document.querySelector<HTMLElement>('[nonce]')?.nonce ?? '';
}

declare global {
  // The name that the library asks for.
  // oxlint-disable-next-line no-underscore-dangle
  var __webpack_nonce__: string | undefined;
}

/** Behind a dialog the page must not scroll; the part of the library that sees to it makes a style element of its own. */
export function allowLibraryStyles(): void {
  globalThis.__webpack_nonce__ = styleNonce();
}
