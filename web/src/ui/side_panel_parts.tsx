import { useEffect, useState, type ReactNode } from 'react';
import { Drawer } from './library/drawer';
import { Modal } from './library/modal';
import css from './side_panel.module.css';

export interface PanelProps {
  title: ReactNode;
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Closed in its first moment, so that the library sees it open and remembers whose the focus was. */
function useOpened(opened: boolean): boolean {
  const [now, setNow] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setNow(opened));
    return () => cancelAnimationFrame(frame);
  }, [opened]);
  return now && opened;
}

export function DrawerParts(props: PanelProps & { size: number }) {
  const { title, opened, onClose, children, size } = props;
  return (
    <Drawer.Root opened={useOpened(opened)} onClose={onClose} position="right" size={size}>
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

export function ModalParts(props: PanelProps & { size: number }) {
  const { title, opened, onClose, children, size } = props;
  return (
    <Modal.Root opened={useOpened(opened)} onClose={onClose} size={size} centered>
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
