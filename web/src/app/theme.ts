import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Contrast first: the filled shade and automatic text colour keep every pair above 4.5 : 1, which the browser tests check. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
  respectReducedMotion: true,
  components: {
    // A <header> in a dialog would be a second banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
  },
});

/** The library's grey for lesser texts is 3.3 : 1 on white, its red 3.3 : 1; these are above 4.5 : 1 on page and panel in both schemes. */
export const readableColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6a7178',
    '--mantine-color-error': '#b02525',
    // The words on a tinted notice.
    '--mantine-color-orange-light-color': '#8f3d00',
    '--mantine-color-red-light-color': '#a11d1d',
    '--mantine-color-green-light-color': '#1d6631',
  },
  dark: {
    '--mantine-color-dimmed': '#a6acb3',
    '--mantine-color-placeholder': '#9aa0a6',
    '--mantine-color-error': '#ff9c9c',
  },
});
