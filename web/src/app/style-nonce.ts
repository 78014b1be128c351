/** The document carries a nonce for the style elements that the component library makes; browsers hide its attribute. */
export function styleNonce(): string {
  return document.querySelector<HTMLElement>('[nonce]')?.nonce ?? '';
}
