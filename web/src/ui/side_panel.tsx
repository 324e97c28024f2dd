import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './side_panel.module.css';

interface Props {
  title: ReactNode;
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A panel at the right edge; Escape closes it and gives the focus back. */
export function SidePanel({ title, opened, onClose, children }: Props) {
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size={480}>
      <Drawer.Overlay backgroundOpacity={0.28} />
      <Drawer.Content>
        <div className={css.head}>
          <Drawer.Title>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <div className={css.body}>{children}</div>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** A question that must be answered before going on. */
export function Dialog({ title, opened, onClose, children }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={460} centered>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content radius="lg">
        <div className={css.head}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <div className={css.body}>{children}</div>
      </Modal.Content>
    </Modal.Root>
  );
}
