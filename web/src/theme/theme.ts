import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** Defaults of the library's components; colours come from tokens.css. */
export const theme = createTheme({
  primaryColor: 'blue',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...resolved, color: 'var(--accent-text)' } : resolved;
  },
  components: {
    DrawerRoot: { defaultProps: { lockScroll: false } },
    ModalRoot: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 0 } } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: 'right' } },
  },
});
