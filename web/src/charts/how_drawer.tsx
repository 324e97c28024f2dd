import { Link } from '@tanstack/react-router';
import type { About, Exclusion } from '../api/flow_answers';
import {
  capitalise,
  exact,
  formatDate,
  formatInstant,
  formatLastDay,
  formatPercent,
  plural,
} from '../lib/format';
import { SidePanel } from '../ui/side_panel';
import { ErrorPanel, Loading } from '../ui/state_panel';
import css from './how_drawer.module.css';
import { configurationWords, kStartWords, unitWords } from './how_words';

const kKeysShown = 5;

interface ExclusionProps {
  exclusion: Exclusion;
  onExclusion: ((code: string) => void) | undefined;
}

function ExclusionRow({ exclusion, onExclusion }: ExclusionProps) {
  const keys = exclusion.keys.slice(0, kKeysShown);
  const more = exclusion.count - keys.length;
  const count = `−${exact(exclusion.count)}`;
  return (
    <li data-out>
      <span>
        {capitalise(exclusion.text)}
        {keys.length > 0 && (
          <span className={css.keys}>
            {keys.map((key) => (
              <Link key={key} to="/issues/$key" params={{ key }}>
                {key}
              </Link>
            ))}
            {more > 0 && <span className="muted">and {exact(more)} more</span>}
          </span>
        )}
      </span>
      {onExclusion ? (
        <button
          type="button"
          className={css.open}
          aria-label={`${count}, ${plural(exclusion.count, 'issue')} left out: ${exclusion.text}`}
          onClick={() => onExclusion(exclusion.code)}
        >
          {count}
        </button>
      ) : (
        <b>{count}</b>
      )}
    </li>
  );
}

function Funnel({ about, onExclusion, onCounted }: Omit<Props, 'opened' | 'onClose'>) {
  if (!about) return null;
  const sum = `n ${exact(about.n)}`;
  return (
    <ol className={css.funnel}>
      <li>
        <span>Considered</span>
        <b>{exact(about.considered)}</b>
      </li>
      {about.exclusions.map((exclusion) => (
        <ExclusionRow key={exclusion.code} {...{ exclusion, onExclusion }} />
      ))}
      <li data-sum>
        <span>Counted, {formatPercent(about.n, about.considered)} of what was considered</span>
        {onCounted && about.n > 0 ? (
          <button
            type="button"
            className={css.open}
            aria-label={`${sum}, ${plural(about.n, 'issue')} counted`}
            onClick={onCounted}
          >
            {sum}
          </button>
        ) : (
          <b>{sum}</b>
        )}
      </li>
    </ol>
  );
}

/** What makes the number doubtful, in the server's words. */
function Remarks({ about }: { about: About }) {
  const remarks = [...about.notes];
  const unmapped = about.unmapped_statuses;
  if (unmapped.length > 0) remarks.push(`Statuses without a stage: ${unmapped.join(', ')}.`);
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

function windowWords(window: About['window']): string {
  const zone = window.time_zone;
  const range = `${formatDate(window.from, zone)} to ${formatLastDay(window.to, zone)}`;
  return `${range} (${zone}): ${window.rule}`;
}

function factsOf(about: About): [string, string][] {
  const rows: [string, string][] = [
    ['Population', capitalise(about.population)],
    ['Filters', about.filters.length > 0 ? about.filters.join(' · ') : 'None'],
    ['Start', kStartWords[about.start_rule] ?? capitalise(about.start_rule)],
    ['Statistic', capitalise(about.statistic)],
    ['Unit', unitWords(about)],
    ['Window', windowWords(about.window)],
    ['Configuration', configurationWords(about)],
  ];
  rows.push(['Calendar', `version ${about.calendar_version}`]);
  return [
    ...rows,
    ['As of', formatInstant(about.as_of)],
    ['Data to', about.data_to ? formatInstant(about.data_to) : 'no data yet'],
    [
      'Complete back to',
      about.complete_back_to ? formatDate(about.complete_back_to) : 'still filling',
    ],
    ['Computed in', `${(about.computed_in_us / 1000).toFixed(1)} ms`],
  ];
}

function Body({ about, values, onExclusion, onCounted }: Omit<Props, 'opened' | 'onClose'>) {
  if (!about) return null;
  return (
    <div className={css.how}>
      <section>
        <h3>
          {about.definition.title}{' '}
          <span className="muted small">definition {about.definition.version}</span>
        </h3>
        <p>{about.definition.text}</p>
        <code className={css.formula}>{about.definition.formula}</code>
      </section>
      <section>
        <h3>What was counted</h3>
        <Funnel {...{ about, onExclusion, onCounted }} />
      </section>
      <Remarks about={about} />
      {values && values.length > 0 && (
        <section>
          <h3>Values</h3>
          <dl className={css.facts}>
            {values.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>Rules and data</h3>
        <dl className={css.facts}>
          {factsOf(about).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

interface Props {
  /** The answer that the number came from; undefined while it is not here. */
  about: About | undefined;
  /** The number in all its forms: `p85`, `9.4 wd · 271,340 s`. */
  values?: [string, string][] | undefined;
  opened: boolean;
  onClose: () => void;
  /** Opens the issues that were left out for a reason. */
  onExclusion?: ((code: string) => void) | undefined;
  /** Opens the issues that were counted. */
  onCounted?: (() => void) | undefined;
  error?: unknown;
  onRetry?: () => void;
}

/** Every number opens to how it was counted. */
export function HowDrawer({ opened, onClose, error, onRetry, ...body }: Props) {
  return (
    <SidePanel opened={opened} onClose={onClose} title="How was this counted?">
      {!body.about && error ? (
        <ErrorPanel error={error} {...(onRetry && { onRetry })} />
      ) : !body.about ? (
        <Loading what="the rules" height={360} />
      ) : (
        <Body {...body} />
      )}
    </SidePanel>
  );
}
