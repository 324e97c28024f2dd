import type { ReactNode } from 'react';
import css from './disclosure.module.css';
import { Icon } from './icon';

interface Props {
  title: ReactNode;
  /** What is set inside, said while it is closed. */
  summary?: ReactNode;
  open?: boolean | undefined;
  onToggle?: (open: boolean) => void;
  children: ReactNode;
}

/** Something that most people do not need, one press away. */
export function Disclosure({ title, summary, open, onToggle, children }: Props) {
  return (
    <details
      className={css.box}
      open={open}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
    >
      <summary className={css.head}>
        <Icon name="expand" size={12} />
        <span>{title}</span>
        {summary && <span className={css.summary}>{summary}</span>}
      </summary>
      <div className={css.body}>{children}</div>
    </details>
  );
}
