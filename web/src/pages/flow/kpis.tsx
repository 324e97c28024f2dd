import type { CycleTime, Percentile as Schema } from '../../api/client';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { exact, formatPercent } from '../../lib/format';
import css from './flow.module.css';

function noteOf(found: Schema | undefined, n: number): string {
  return found && found.note !== '' ? found.note : `too few (n ${n})`;
}

function Percentile({ data, p, sentence }: { data: CycleTime; p: number; sentence: string }) {
  const found = data.percentiles.find((x) => x.p === p);
  const seconds = found?.seconds ?? null;
  return (
    <div className={css.kpi} data-main={p === 85 || undefined}>
      <dt>Cycle time p{p}</dt>
      {seconds === null ? (
        <dd className={css.few}>{noteOf(found, data.n)}</dd>
      ) : (
        <dd className={css.number} title={formatDurationBoth(seconds)}>
          {formatDuration(seconds)}
        </dd>
      )}
      <dd className={css.foot}>{seconds === null ? `needs n ${found?.needed ?? 5}` : sentence}</dd>
    </div>
  );
}

/** The headline: p85 for planning, p50 beside it, and how many it rests on. */
export function Kpis({ data }: { data: CycleTime }) {
  const left = data.considered - data.n;
  return (
    <dl className={css.kpis}>
      <Percentile data={data} p={85} sentence="85 % finished within this" />
      <Percentile data={data} p={50} sentence="half finished within this" />
      <div className={css.kpi}>
        <dt>Counted</dt>
        <dd className={css.number}>{exact(data.n)}</dd>
        <dd className={css.foot}>
          of {exact(data.considered)} considered ({formatPercent(data.n, data.considered)})
          {left > 0 && `, ${exact(left)} left out`}
        </dd>
      </div>
      <div className={css.kpi}>
        <dt>In progress now</dt>
        <dd className={css.number}>{exact(data.in_progress)}</dd>
        <dd className={css.foot}>started and not finished</dd>
      </div>
    </dl>
  );
}
