import type { Phase } from '../../api/client';
import { exact, formatAgo } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { amountWords, barOf, kStateWords, silenceWords } from './percent_rules';
import css from './progress.module.css';

const kSilentMs = 60_000;

function PhaseBar({ phase }: { phase: Phase }) {
  const bar = barOf(phase);
  const counting = bar.kind === 'counting';
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={phase.title}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={counting ? undefined : Math.floor(bar.percent)}
      aria-valuetext={counting ? 'counting' : undefined}
      data-counting={counting || undefined}
    >
      <span style={{ width: counting ? undefined : `${bar.percent}%` }} />
    </div>
  );
}

function NodeMark({ phase }: { phase: Phase }) {
  const done = phase.state === 'completed' || phase.state === 'completed_with_gaps';
  return (
    <span className={css.node} data-state={phase.state}>
      {done && <Icon name={phase.state === 'completed' ? 'check' : 'alert'} size={11} />}
      {phase.state === 'failed' && <Icon name="cross" size={11} />}
    </span>
  );
}

function PhaseRow({ phase, now }: { phase: Phase; now: number }) {
  const running = phase.state === 'running';
  const silent =
    running && phase.last_activity && now - Date.parse(phase.last_activity) > kSilentMs;
  const facts = [
    running && phase.current,
    running && phase.per_minute !== null && `${exact(Math.round(phase.per_minute))} a minute`,
    running && phase.last_activity && formatAgo(phase.last_activity, now),
  ].filter(Boolean);
  return (
    <li className={css.phase} data-state={phase.state}>
      <NodeMark phase={phase} />
      <div className={css.phaseBody}>
        <div className={css.phaseHead}>
          <b>{phase.title}</b>
          <span className={css.phaseState}>{kStateWords[phase.state]}</span>
          <span className={css.amount}>{amountWords(phase)}</span>
        </div>
        <PhaseBar phase={phase} />
        {facts.length > 0 && <p className={css.facts}>{facts.join(' · ')}</p>}
        {phase.detail && <p className={css.facts}>{phase.detail}</p>}
        {silent && (
          <p className={css.facts} data-silent>
            {silenceWords(phase.last_activity ?? '', now)}
          </p>
        )}
      </div>
    </li>
  );
}

export function PhaseList({ phases }: { phases: Phase[] }) {
  const now = useNow(1);
  return (
    <ol className={css.phases}>
      {phases.map((phase) => (
        <PhaseRow key={phase.id} phase={phase} now={now} />
      ))}
    </ol>
  );
}
