import type { ReactNode } from 'react';
import { ThemeSwitch } from '../../shell/top_bar';
import { Logo } from '../../ui/logo';
import { useTitle } from '../../ui/page';
import css from './setup.module.css';

interface Props {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}

/** First run and sign-in: one column, one question. */
export function AuthLayout({ title, lead, children }: Props) {
  useTitle(title);
  return (
    <div className={css.auth}>
      <div className={css.corner}>
        <ThemeSwitch />
      </div>
      <main className={css.column}>
        <div className={css.mark}>
          <Logo size={36} />
          <span>Throughline</span>
        </div>
        <h1 className={css.title}>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {children}
      </main>
      <Line />
    </div>
  );
}

/** The motif: one line through every station. Decoration only. */
function Line() {
  const stations = [90, 250, 430, 640, 880, 1130];
  return (
    <svg className={css.motif} viewBox="0 0 1240 120" aria-hidden="true" focusable="false">
      <path d="M0 60H1240" />
      {stations.map((x, i) => (
        <circle key={x} cx={x} cy={60} r={i === 3 ? 13 : 7} data-now={i === 3 || undefined} />
      ))}
    </svg>
  );
}
