import { Link } from '@tanstack/react-router';
import type { CycleTime } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import {
  capitalise,
  exact,
  formatDate,
  formatInstant,
  formatLastDay,
  formatPercent,
} from '../../lib/format';
import { SidePanel } from '../../ui/side_panel';
import css from './flow.module.css';

function Funnel({ data }: { data: CycleTime }) {
  return (
    <ol className={css.funnel}>
      <li>
        <span>Considered</span>
        <b>{exact(data.considered)}</b>
      </li>
      {data.exclusions.map((exclusion) => (
        <li key={exclusion.code} data-out>
          <span>
            {capitalise(exclusion.text)}
            {exclusion.keys.length > 0 && (
              <span className={css.keys}>
                {exclusion.keys.slice(0, 5).map((key) => (
                  <Link key={key} to="/issues/$key" params={{ key }}>
                    {key}
                  </Link>
                ))}
                {exclusion.count > Math.min(5, exclusion.keys.length) && (
                  <span className="muted">
                    and {exact(exclusion.count - Math.min(5, exclusion.keys.length))} more
                  </span>
                )}
              </span>
            )}
          </span>
          <b>−{exact(exclusion.count)}</b>
        </li>
      ))}
      <li data-sum>
        <span>Counted, {formatPercent(data.n, data.considered)} of what was considered</span>
        <b>n {exact(data.n)}</b>
      </li>
    </ol>
  );
}

/** What makes the number doubtful, in the server's words. */
function Remarks({ data }: { data: CycleTime }) {
  const remarks = [...(data.notes ?? [])];
  const unmapped = data.unmapped_statuses ?? [];
  if (unmapped.length > 0) {
    remarks.push(`Statuses without a stage: ${unmapped.join(', ')}.`);
  }
  if (remarks.length === 0) return null;
  return (
    <section>
      <h3>Remarks</h3>
      <ul className={css.remarks}>
        {remarks.map((remark) => (
          <li key={remark}>{capitalise(remark)}</li>
        ))}
      </ul>
    </section>
  );
}

function Values({ data }: { data: CycleTime }) {
  return (
    <ul className={css.values}>
      {data.percentiles.map((p) => (
        <li key={p.p}>
          <span>p{p.p}</span>
          {p.seconds === null ? (
            <span className="muted">
              {p.note} · needs n {p.needed}
            </span>
          ) : (
            <span>
              <b>{formatDuration(p.seconds)}</b> <span className="muted">{exact(p.seconds)} s</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

const kStarts: Record<string, string> = {
  first: 'First crossing of the start line',
  last: 'Last crossing of the start line',
};

function Facts({ data }: { data: CycleTime }) {
  const rows: [string, string][] = [
    ['Population', capitalise(data.population)],
    ['Start', kStarts[data.start_rule] ?? capitalise(data.start_rule)],
    ['Statistic', capitalise(data.statistic)],
    ['Unit', data.unit === 'calendar' ? 'Calendar time' : capitalise(data.unit)],
    [
      'Window',
      `${formatDate(data.window.from, data.window.time_zone)} to ${formatLastDay(data.window.to, data.window.time_zone)} (${data.window.time_zone}): ${data.window.rule}`,
    ],
    ['Configuration', `version ${data.configuration_version}`],
    ['As of', formatInstant(data.as_of)],
    ['Data to', data.data_to ? formatInstant(data.data_to) : 'no data yet'],
    [
      'Complete back to',
      data.complete_back_to ? formatDate(data.complete_back_to) : 'still filling',
    ],
    ['Computed in', `${(data.computed_in_us / 1000).toFixed(1)} ms`],
  ];
  return (
    <dl className={css.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Props {
  data: CycleTime | undefined;
  opened: boolean;
  onClose: () => void;
}

/** Every number opens to how it was counted. */
export function HowDrawer({ data, opened, onClose }: Props) {
  return (
    <SidePanel opened={opened} onClose={onClose} title="How was this counted?">
      {data && (
        <div className={css.how}>
          <section>
            <h3>
              {data.definition.title}{' '}
              <span className="muted small">definition {data.definition.version}</span>
            </h3>
            <p>{data.definition.text}</p>
            <code className={css.formula}>{data.definition.formula}</code>
          </section>
          <section>
            <h3>What was counted</h3>
            <Funnel data={data} />
          </section>
          <Remarks data={data} />
          <section>
            <h3>Values</h3>
            <Values data={data} />
          </section>
          <section>
            <h3>Rules and data</h3>
            <Facts data={data} />
          </section>
        </div>
      )}
    </SidePanel>
  );
}
