import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useId, useState, type ReactNode, type Ref } from 'react';
import { Icon } from '../ui/icon';
import { ErrorPanel, Loading } from '../ui/state_panel';
import css from './chart.module.css';
import { ExportMenu, type ExportSpec } from './export_menu';
import { Legend, type LegendEntry } from './legend';
import type { ChartModel, MarkTarget } from './model';
import { ChartSurface } from './surface';
import type { Twin } from './twin';
import { TwinTable } from './twin_table';

/** What a card needs to know of its query. */
export interface CardQuery {
  isPending: boolean;
  isPlaceholderData: boolean;
  /** `idle` while pending: not asked yet, the card is far from the screen. */
  fetchStatus: 'fetching' | 'paused' | 'idle';
  error: unknown;
  data?: unknown;
  refetch: () => unknown;
}

interface Props {
  /** For the address and for links to the card. */
  id: string;
  /** The question that the chart answers. */
  title: string;
  /** What is shown, in a few words: `throughput`. */
  subject: string;
  /** The answer in one sentence; absent while there is none. */
  sentence: string | null;
  query: CardQuery;
  model: ChartModel | null;
  twin: Twin | null;
  height?: number;
  /** Stands where the chart would, when there is nothing to draw. */
  empty?: ReactNode;
  legend?: readonly LegendEntry[] | undefined;
  onLegend?: (id: string) => void;
  /** Switches of this chart alone. */
  tools?: ReactNode;
  notes?: readonly string[];
  exports: ExportSpec;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  /** Stands for the plain table, where the same rows can be shown better. */
  table?: ReactNode;
  onHow?: (() => void) | undefined;
  onOpen: (target: MarkTarget) => void;
  /** Below the chart: what belongs to it and is no picture. */
  below?: ReactNode;
}

function HeadTools(props: Props) {
  const { subject, asTable, onTable, onHow, exports, model, twin, title, query } = props;
  const have = query.data !== undefined && !props.empty;
  return (
    <>
      {have && props.tools && <div className={css.choices}>{props.tools}</div>}
      <div className={css.tools}>
        {have && twin && (
          <Tooltip label={asTable ? 'View as chart' : 'View as table'}>
            <ActionIcon
              variant={asTable ? 'light' : 'subtle'}
              color={asTable ? 'blue' : 'gray'}
              size={32}
              aria-label={`View ${subject} as table`}
              aria-pressed={asTable}
              onClick={() => onTable(!asTable)}
            >
              <Icon name="table" />
            </ActionIcon>
          </Tooltip>
        )}
        {onHow && (
          <Tooltip label="How was this counted?">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={`How was ${subject} counted?`}
              onClick={onHow}
            >
              <Icon name="question" />
            </ActionIcon>
          </Tooltip>
        )}
        {have && <ExportMenu spec={exports} {...{ subject, title, model, twin }} />}
      </div>
    </>
  );
}

const kUpdatingMs = 300;

/** Said only when it takes long enough to be seen. */
function Updating() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), kUpdatingMs);
    return () => clearTimeout(timer);
  }, []);
  return late ? <p className={css.updating}>Updating…</p> : null;
}

function Picture(props: Props) {
  const { query, model, twin, height = 300, empty, asTable, subject, sentence, onOpen } = props;
  if (query.data === undefined) {
    if (query.error) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
    if (query.fetchStatus === 'idle') return <div style={{ height }} />;
    return <Loading what={subject} height={height} />;
  }
  if (empty) return <>{empty}</>;
  if (asTable && props.table) return <>{props.table}</>;
  if (asTable && twin) return <TwinTable twin={twin} height={height} onOpen={onOpen} />;
  if (!model) return null;
  const label = subject.charAt(0).toUpperCase() + subject.slice(1);
  return <ChartSurface {...{ model, height, onOpen, label }} sentence={sentence ?? props.title} />;
}

/** A chart with its question, its statement, its table, its rules and its exports. */
export function ChartCard({ ref, ...props }: Props & { ref?: Ref<HTMLElement> }) {
  const { id, title, sentence, query, height = 300, legend, notes, asTable, empty } = props;
  const heading = useId();
  const drawn = query.data !== undefined && !empty;
  return (
    <section className={css.card} id={id} aria-labelledby={heading} ref={ref} data-chart>
      <header className={css.head}>
        <div className={css.words}>
          <h3 id={heading}>{title}</h3>
          {drawn && sentence && <p className={css.sentence}>{sentence}</p>}
        </div>
        <HeadTools {...props} />
      </header>
      {drawn && !asTable && legend && <Legend entries={legend} onToggle={props.onLegend} />}
      <figure
        className={css.figure}
        style={{ minHeight: height }}
        aria-labelledby={heading}
        data-dim={query.isPlaceholderData || undefined}
        data-middle={!drawn || undefined}
      >
        <Picture {...props} />
      </figure>
      {drawn && query.isPlaceholderData && <Updating />}
      {drawn && props.below}
      {drawn && notes && notes.length > 0 && <p className={css.notes}>{notes.join(' · ')}</p>}
      {drawn && query.error !== null && (
        <p className={css.stale} role="status">
          <Icon name="alert" size={13} /> Could not be brought up to date; this is from before.
        </p>
      )}
    </section>
  );
}
