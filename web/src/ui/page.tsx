import { useEffect, type ReactNode } from 'react';
import css from './page.module.css';

interface Props {
  /** Of the browser tab. */
  title: string;
  heading: ReactNode;
  /** The way back, above the heading. */
  above?: ReactNode;
  /** One sentence below the heading. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
  /** Between narrow and full: settings with tables. */
  medium?: boolean;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);
}

/** Head and body of a page inside the shell. */
export function Page({ title, heading, above, lead, actions, children, narrow, medium }: Props) {
  useTitle(title);
  return (
    <div className={css.page} data-narrow={narrow ?? undefined} data-medium={medium ?? undefined}>
      <header className={css.head}>
        <div className={css.words}>
          {above && <div className={css.above}>{above}</div>}
          <h1>{heading}</h1>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Card({
  children,
  flush,
  className,
}: {
  children: ReactNode;
  flush?: boolean;
  className?: string | undefined;
}) {
  return (
    <section className={`${css.card} ${className ?? ''}`} data-flush={flush ?? undefined}>
      {children}
    </section>
  );
}
