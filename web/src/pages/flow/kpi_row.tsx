import type { ReactNode } from 'react';
import { useFlowMetric, type AnswerOf } from '../../api/metrics';
import { deltaOf, previousWords, valueWords, type ValueKind } from '../../charts/delta';
import type { MarkRef } from '../../charts/mark_ref';
import { secondsOf } from '../../charts/percentiles';
import { Spark } from '../../charts/spark';
import { formatBothIn, kCalendar, scaleOf, type TimeScale } from '../../charts/unit';
import { daysBetween } from '../../lib/civil_date';
import { exact, plural } from '../../lib/format';
import type { Flow } from './flow_context';
import css from './flow.module.css';
import type { CycleQuery } from './use_cycle';

interface KpiProps {
  title: string;
  /** undefined: loading; null: too few. */
  value: number | null | undefined;
  kind: ValueKind;
  scale?: TimeScale | undefined;
  previous?: number | null | undefined;
  few: string;
  foot: ReactNode;
  mark: MarkRef;
  flow: Flow;
  failed: boolean;
  spark?: readonly (number | null)[] | undefined;
}

function Delta({ value, previous, kind, scale, flow }: KpiProps) {
  if (!flow.question.compare || value == null) return null;
  const { from = '', to = '' } = flow.query;
  const before = previousWords(daysBetween(from, to));
  if (previous === undefined) return <dd className={css.delta}>…</dd>;
  const delta = deltaOf({ value, previous, kind, ...(scale && { scale }) });
  return (
    <dd className={css.delta}>
      {delta ? (
        <>
          <span aria-hidden="true">{delta.arrow}</span> {delta.text}{' '}
          <span className={css.against}>
            {delta.arrow === '→' ? 'as in' : 'than'} {before}
          </span>
        </>
      ) : (
        `too few in ${before}`
      )}
    </dd>
  );
}

function Value(props: KpiProps) {
  const { value, kind, scale, title, mark, flow, few, failed } = props;
  if (value === undefined) {
    return (
      <dd className={css.few}>{failed ? 'could not be loaded' : <span className={css.ghost} />}</dd>
    );
  }
  if (value === null) return <dd className={css.few}>{few}</dd>;
  const words = valueWords(value, kind, scale);
  const both = kind === 'seconds' ? formatBothIn(value, scale ?? kCalendar) : undefined;
  return (
    <dd className={css.number}>
      <button
        type="button"
        title={both}
        aria-label={`${title}: ${words}. Open the issues`}
        onClick={() => flow.open({ kind: 'items', mark })}
      >
        {words}
      </button>
    </dd>
  );
}

function Kpi(props: KpiProps) {
  return (
    <div className={css.kpi}>
      <dt>{props.title}</dt>
      <Value {...props} />
      <dd className={css.foot}>{props.value === undefined ? ' ' : props.foot}</dd>
      <Delta {...props} />
      {props.spark && (
        <dd className={css.spark} aria-hidden="true">
          <Spark values={props.spark} zero width={76} height={24} />
        </dd>
      )}
    </div>
  );
}

/** Values of the window before, asked only while they are compared. */
function usePrevious(flow: Flow) {
  const on = flow.question.compare;
  const { previous } = flow;
  const cycle = useFlowMetric('cycle-time', { ...previous, points: 1 }, on).data;
  const throughput = useFlowMetric('throughput', previous, on).data;
  const wip = useFlowMetric('wip', previous, on).data;
  const efficiency = useFlowMetric('efficiency', previous, on).data;
  const reopen = useFlowMetric('reopen', previous, on).data;
  return {
    percentile: (p: number) => cycle && secondsOf(cycle.percentiles, p),
    throughput: throughput?.total,
    wip: wip?.days.at(-1)?.count,
    efficiency: efficiency?.ratio,
    reopen: reopen?.rate,
  };
}

function CycleKpi({
  flow,
  cycle,
  p,
  previous,
}: {
  flow: Flow;
  cycle: CycleQuery;
  p: number;
  previous: number | null | undefined;
}) {
  const { data } = cycle;
  const lead = flow.page.measure === 'lead';
  const found = data?.percentiles.find((x) => x.p === p);
  const foot =
    found?.seconds == null
      ? `needs n ${found?.needed ?? 5}`
      : p === 50
        ? 'half finished within this'
        : `${p} % finished within this, n ${exact(data?.n ?? 0)}`;
  return (
    <Kpi
      title={`${lead ? 'Lead' : 'Cycle'} time p${p}`}
      kind="seconds"
      value={data && (found?.seconds ?? null)}
      scale={data && scaleOf(data)}
      previous={previous}
      few={found && found.note !== '' ? found.note : `too few (n ${data?.n ?? 0})`}
      foot={foot}
      mark={{ metric: lead ? 'lead-time' : 'cycle-time' }}
      failed={cycle.error !== null}
      flow={flow}
    />
  );
}

function wipFoot(data: AnswerOf<'wip'> | undefined): string {
  if (!data) return '';
  if (data.p85_note !== '') return data.p85_note;
  return data.over_p85 > 0
    ? `${exact(data.over_p85)} older than p85 of the stage`
    : 'none older than p85';
}

function CountKpis({ flow, before }: { flow: Flow; before: ReturnType<typeof usePrevious> }) {
  const throughput = useFlowMetric('throughput', flow.query);
  const wip = useFlowMetric('wip', flow.query);
  const median = throughput.data?.median_per_period ?? null;
  const whole = throughput.data?.periods.filter((p) => p.complete).map((p) => p.count);
  return (
    <>
      <Kpi
        title="Throughput"
        kind="count"
        value={throughput.data?.total}
        previous={before.throughput}
        few=""
        foot={median === null ? 'issues finished' : `finished, median ${exact(median)} a week`}
        mark={{ metric: 'throughput' }}
        failed={throughput.error !== null}
        spark={whole}
        flow={flow}
      />
      <Kpi
        title="In progress now"
        kind="count"
        value={wip.data?.now}
        previous={before.wip}
        few=""
        foot={wipFoot(wip.data)}
        mark={{ metric: 'wip' }}
        failed={wip.error !== null}
        spark={wip.data?.days.map((d) => d.count)}
        flow={flow}
      />
    </>
  );
}

function RatioKpis({ flow, before }: { flow: Flow; before: ReturnType<typeof usePrevious> }) {
  const efficiency = useFlowMetric('efficiency', flow.query);
  const reopen = useFlowMetric('reopen', flow.query);
  return (
    <>
      <Kpi
        title="Flow efficiency"
        kind="ratio"
        value={efficiency.data?.ratio}
        previous={before.efficiency}
        few={`too few (n ${efficiency.data?.n ?? 0})`}
        foot="of cycle time was work"
        mark={{ metric: 'efficiency' }}
        failed={efficiency.error !== null}
        flow={flow}
      />
      <Kpi
        title="Reopen rate"
        kind="ratio"
        value={reopen.data?.rate}
        previous={before.reopen}
        few={`too few (n ${reopen.data?.first_finished ?? 0})`}
        foot={
          reopen.data &&
          `${exact(reopen.data.reopened)} of ${plural(reopen.data.first_finished, 'issue')}`
        }
        mark={{ metric: 'reopen' }}
        failed={reopen.error !== null}
        flow={flow}
      />
    </>
  );
}

/** The headline: time, speed, load and quality, each with what it rests on. */
export function KpiRow({ flow, cycle }: { flow: Flow; cycle: CycleQuery }) {
  const before = usePrevious(flow);
  const { pct } = flow.question;
  const second = pct === 50 ? 85 : 50;
  return (
    <dl className={css.kpis} aria-label="The numbers at a glance">
      <CycleKpi {...{ flow, cycle }} p={pct} previous={before.percentile(pct)} />
      <CycleKpi {...{ flow, cycle }} p={second} previous={before.percentile(second)} />
      <CountKpis {...{ flow, before }} />
      <RatioKpis {...{ flow, before }} />
    </dl>
  );
}
