import { useEffect, useMemo, type ReactNode } from 'react';
import type { About } from '../../api/flow_answers';
import {
  itemsCsvUrl,
  metricCsvUrl,
  useFlowMetric,
  type AnswerOf,
  type FlowMetric,
  type QueryOf,
} from '../../api/metrics';
import { ChartCard } from '../../charts/chart_card';
import { HowDrawer } from '../../charts/how_drawer';
import type { MarkRef } from '../../charts/mark_ref';
import { useNear } from '../../charts/near';
import { exact, formatDate, formatLastDay } from '../../lib/format';
import { StatePanel } from '../../ui/state_panel';
import { switched, type Flow } from './flow_context';
import type { PanelId } from './flow_state';
import type { PanelView } from './models/view';

interface Props<M extends FlowMetric> {
  flow: Flow;
  id: PanelId;
  metric: M;
  /** What the metric takes beside the question. */
  extra?: Omit<QueryOf<M>, keyof Flow['query']>;
  title: string;
  subject: string;
  height?: number;
  /** Every issue of the panel as a list. */
  rows?: MarkRef;
  tools?: ReactNode;
  view: (data: AnswerOf<M>) => PanelView;
  /** Changes with what `view` uses beside the answer. */
  viewKey?: string;
  /** Below the chart. */
  below?: (data: AnswerOf<M>) => ReactNode;
  /** Told of every new answer: the height may depend on it. */
  onData?: (data: AnswerOf<M>) => void;
}

/** Title lines of pictures and copied tables: filters, dates, n. */
export function exportLines(about: About): string[] {
  const { from, to, time_zone: zone } = about.window;
  const range = `${formatDate(from, zone)} to ${formatLastDay(to, zone)} (${zone})`;
  const filters = about.filters.length > 0 ? about.filters.join(' · ') : 'no filters';
  return [`${range} · n ${exact(about.n)} · ${filters}`];
}

function linesOf(data: About | undefined, sentence: string | undefined): string[] {
  if (!data) return [];
  return [...(sentence ? [sentence] : []), ...exportLines(data)];
}

function useView<M extends FlowMetric>(props: Props<M>, data: AnswerOf<M> | undefined) {
  const { view, viewKey = '' } = props;
  const { hide } = props.flow.page;
  const { pct } = props.flow.question;
  // `view` is written anew at every render; what it depends on is in the list.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => (data ? view(data) : null), [data, viewKey, hide, pct]);
}

function emptyOf(view: PanelView | null): ReactNode {
  if (!view?.nothing) return undefined;
  return (
    <StatePanel compact icon="flow" title={view.nothing.title}>
      {view.nothing.text && <p>{view.nothing.text}</p>}
    </StatePanel>
  );
}

/** A chart of the page: it loads when it comes near the screen and stays fresh while it is. */
export function Panel<M extends FlowMetric>(props: Props<M>) {
  const { flow, id, metric, extra, rows } = props;
  const { page, changePage, query } = flow;
  const { ref, near } = useNear<HTMLElement>();
  const asked = page.how === id;
  const whole = { ...query, ...extra } as QueryOf<M>;
  const found = useFlowMetric(metric, whole, near || asked);
  const view = useView(props, found.data);
  const { data } = found;
  const { onData } = props;
  useEffect(() => {
    if (data) onData?.(data);
    // Only a new answer counts; `onData` is written anew at every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [data]);
  return (
    <>
      <ChartCard
        ref={ref}
        id={id}
        title={props.title}
        subject={props.subject}
        sentence={view?.sentence ?? null}
        query={found}
        model={view?.model ?? null}
        twin={view?.twin ?? null}
        height={props.height ?? 300}
        empty={emptyOf(view)}
        legend={view?.legend}
        onLegend={(entry) => changePage({ hide: switched(page.hide, entry) })}
        tools={props.tools}
        notes={view?.notes ?? []}
        exports={{
          name: `${id}-${query.to ?? ''}`,
          rowsHref: rows && itemsCsvUrl(rows, query),
          valuesHref: metric === 'cycle-time' ? undefined : metricCsvUrl(metric, whole),
          lines: linesOf(data, view?.sentence),
          onLink: flow.copyLink,
        }}
        asTable={page.tables.includes(id)}
        onTable={() => changePage({ tables: switched(page.tables, id) })}
        onHow={() => flow.how(id)}
        onOpen={flow.open}
        below={data && !view?.nothing && props.below?.(data)}
      />
      <HowDrawer
        about={data}
        values={view?.values}
        opened={asked}
        onClose={() => changePage({ how: null })}
        error={found.error}
        onRetry={() => void found.refetch()}
        onExclusion={
          rows &&
          ((code) => flow.open({ kind: 'items', mark: { metric: rows.metric, exclusion: code } }))
        }
        onCounted={rows && (() => flow.open({ kind: 'items', mark: rows }))}
      />
    </>
  );
}
