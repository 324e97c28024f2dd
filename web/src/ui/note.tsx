import type { ReactNode } from 'react';
import { Icon } from './icon';
import css from './note.module.css';

/** A remark that needs an eye but stops nothing. */
export function Note({ tone = 'warn', children }: { tone?: 'warn' | 'info'; children: ReactNode }) {
  return (
    <div className={css.note} data-tone={tone}>
      <Icon name={tone === 'warn' ? 'alert' : 'question'} />
      <div>{children}</div>
    </div>
  );
}
