import type { ReactNode } from 'react';
import type { JqlProblem } from '../api/jql';
import { Icon, type IconName } from '../ui/icon';
import css from './editor.module.css';
import { applied, fixOf, placeWords } from './fix';

export type VerdictTone = 'idle' | 'ok' | 'warn' | 'error';

const kSigns: Record<VerdictTone, IconName> = {
  idle: 'clock',
  ok: 'check',
  warn: 'alert',
  error: 'cross',
};

interface LineProps {
  tone: VerdictTone;
  icon?: IconName;
  children: ReactNode;
}

/** One line below an editor: sign and words. Whoever places it says whether it is announced. */
export function VerdictLine({ tone, icon, children }: LineProps) {
  return (
    <div className={css.verdict} data-tone={tone}>
      <span className={css.sign}>
        <Icon name={icon ?? kSigns[tone]} size={13} />
      </span>
      <div className={css.said}>{children}</div>
    </div>
  );
}

interface ProblemProps {
  text: string;
  problem: JqlProblem;
  onFix?: (text: string) => void;
  reserved?: readonly string[] | undefined;
}

/** What is wrong and where, what to do, and the nearest name as one click. */
export function ProblemLine({ text, problem, onFix, reserved }: ProblemProps) {
  const fix = onFix ? fixOf(text, problem, reserved) : null;
  return (
    <VerdictLine tone="error">
      <span className={css.message}>
        <span className={css.place}>{placeWords(text, problem)}:</span> {problem.message}
      </span>
      {problem.remedy && <span>{problem.remedy}</span>}
      {fix && (
        <button type="button" className={css.fix} onClick={() => onFix?.(applied(text, fix))}>
          Use {problem.nearest}
        </button>
      )}
    </VerdictLine>
  );
}
