import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type LinkProps = Omit<ComponentProps<'a'>, 'color'>;

/** The library's link as one of the router, with addresses and parameters that the compiler checks. */
export const TextLink = createLink((props: AnchorProps & LinkProps) => <Anchor {...props} />);

/** A link that looks like a button: it goes somewhere, a button does something. */
export const ButtonLink = createLink((props: ButtonProps & LinkProps) => <Button component="a" {...props} />);
