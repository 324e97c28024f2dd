import { Button, Menu, type ButtonProps, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'>;

interface ButtonAnchorProps extends AnchorProps, Omit<ButtonProps, keyof AnchorProps> {
  ref?: Ref<HTMLAnchorElement>;
}

function ButtonAnchor(props: ButtonAnchorProps) {
  return <Button component="a" {...props} />;
}

interface ItemAnchorProps extends AnchorProps, Omit<MenuItemProps, keyof AnchorProps> {
  ref?: Ref<HTMLAnchorElement>;
}

function ItemAnchor(props: ItemAnchorProps) {
  return <Menu.Item component="a" {...props} />;
}

/** A link of the router that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);

/** A link of the router inside a menu. */
export const LinkMenuItem = createLink(ItemAnchor);
