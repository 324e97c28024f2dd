import type { ReactNode } from 'react';
import css from './setting.module.css';

interface CardProps {
  title: string;
  /** One or two sentences below the title. */
  lead?: ReactNode;
  /** Beside the title: a badge, a button. */
  side?: ReactNode;
  /** At the bottom, on its own ground: what happened and Save. */
  foot?: ReactNode;
  tone?: 'danger';
  children?: ReactNode;
}

/** A group of settings: a head, rows between hairlines, a foot with what saves them. */
export function SettingCard({ title, lead, side, foot, tone, children }: CardProps) {
  return (
    <section className={css.card} data-tone={tone}>
      <header className={css.head}>
        <div>
          <h2>{title}</h2>
          {lead && <div className={css.lead}>{lead}</div>}
        </div>
        {side && <div className={css.side}>{side}</div>}
      </header>
      {children}
      {foot && <div className={css.foot}>{foot}</div>}
    </section>
  );
}

/** Free content of a SettingCard, with the space of its head. */
export function SettingBody({ children }: { children: ReactNode }) {
  return <div className={css.body}>{children}</div>;
}

interface RowProps {
  /** Words; give `labelFor` when they name one control. */
  title: ReactNode;
  labelFor?: string;
  hint?: ReactNode;
  hintId?: string;
  /** The control below the words instead of beside them. */
  stacked?: boolean;
  children?: ReactNode;
}

/** One setting: what it is and what it means at the left, its control at the right. */
export function SettingRow({ title, labelFor, hint, hintId, stacked, children }: RowProps) {
  return (
    <div className={css.row} data-stacked={stacked ?? undefined}>
      <div>
        {labelFor ? (
          <label className={css.name} htmlFor={labelFor}>
            {title}
          </label>
        ) : (
          <p className={css.name}>{title}</p>
        )}
        {hint && (
          <div className={css.hint} id={hintId}>
            {hint}
          </div>
        )}
      </div>
      {children && <div className={css.control}>{children}</div>}
    </div>
  );
}
