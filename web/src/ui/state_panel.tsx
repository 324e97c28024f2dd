import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { asProblem } from '../api/problem';
import { Icon, type IconName } from './icon';
import css from './state_panel.module.css';

interface Props {
  icon?: IconName;
  tone?: 'idle' | 'error' | 'warn';
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
  /** True where the panel is the whole page. */
  page?: boolean;
}

/** The one panel that stands where content would: empty, failed, not found. */
export function StatePanel({ icon, tone = 'idle', title, children, action, compact, page }: Props) {
  const Title = page ? 'h1' : 'p';
  return (
    <div
      className={css.panel}
      data-tone={tone}
      data-compact={compact ?? undefined}
      role={tone === 'error' ? 'alert' : undefined}
    >
      {icon && (
        <span className={css.icon}>
          <Icon name={icon} size={20} />
        </span>
      )}
      <Title className={css.title}>{title}</Title>
      {children && <div className={css.body}>{children}</div>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}

/** A failed call: what happened, what to do, the id that the server log knows, Retry. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  return (
    <StatePanel
      icon="alert"
      tone="error"
      title={problem.title}
      action={
        onRetry && (
          <Button variant="default" onClick={onRetry} leftSection={<Icon name="sync" />}>
            Retry
          </Button>
        )
      }
    >
      <p>{problem.detail}</p>
      {problem.remedy && <p>{problem.remedy}</p>}
      {problem.id && (
        <p className="small">
          Error id <code>{problem.id}</code>
        </p>
      )}
    </StatePanel>
  );
}

/** The same in one line, for a form or a row. */
export function ErrorNote({ error }: { error: unknown }) {
  const problem = asProblem(error);
  return (
    <div className={css.note} role="alert">
      <Icon name="alert" />
      <div>
        <b>{problem.title}</b>
        <p>
          {problem.detail !== problem.title && problem.detail} {problem.remedy}
        </p>
        {problem.id && <code className="small">{problem.id}</code>}
      </div>
    </div>
  );
}

const kShowAfterMs = 400;
const kStillAfterMs = 5000;

/** A skeleton of its final size: silent for 0.4 s, and after 5 s it says that work goes on. */
export function Loading({ height = 240, what }: { height?: number; what: string }) {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [kShowAfterMs, kStillAfterMs].map((ms, i) =>
      setTimeout(() => setStage(i + 1), ms),
    );
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div className={css.loading} style={{ minHeight: height }} role="status">
      {stage > 0 && <span className={css.shimmer} style={{ height }} aria-hidden="true" />}
      <span className={stage > 1 ? css.still : 'sr'}>
        {stage > 1 ? `Still working: ${what}` : `Loading ${what}`}
      </span>
    </div>
  );
}

export function PageFault({ error, reset }: ErrorComponentProps) {
  return <ErrorPanel error={error} onRetry={reset} />;
}
