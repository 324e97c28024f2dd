import { useMemo } from 'react';
import { useJqlSummary, type Asked, type JqlSummary, type SummaryBy } from '../../api/jql';
import { ChartCard } from '../../charts/chart_card';
import type { MarkTarget } from '../../charts/model';
import { exact, formatPercent, plural } from '../../lib/format';
import { narrowed } from '../../jql/edits';
import { StatePanel } from '../../ui/state_panel';
import { formatColumn, parseColumn } from './columns';
import css from './jql.module.css';
import type { Summing } from './jql_state';
import {
  groupModel,
  groupRows,
  groupSentence,
  groupTwin,
  histogramModel,
  histogramSentence,
  histogramTwin,
  type GroupRow,
  type SumContext,
} from './sum_models';
import type { Explorer } from './use_explorer';

function GroupTable({ rows, total, onPick }: GroupTableProps) {
  const most = Math.max(1, ...rows.map((row) => row.issues));
  return (
    <div className={css.groups} tabIndex={0} role="region" aria-label="Groups">
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={css.groupRow}
              aria-disabled={row.clause === null}
              onClick={() => row.clause !== null && onPick(row.clause)}
            >
              <span className={css.groupName}>{row.words}</span>
              <span className={css.groupBar} aria-hidden="true">
                <span style={{ width: `${(row.issues / most) * 100}%` }} />
              </span>
              <span className={css.groupCount}>{exact(row.issues)}</span>
              <span className={css.groupShare}>{formatPercent(row.issues, total)}</span>
              {row.clause !== null && <span className="sr">, narrow the query to it</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface GroupTableProps {
  rows: readonly GroupRow[];
  total: number;
  onPick: (clause: string) => void;
}

function viewOf(data: JqlSummary, context: SumContext) {
  const { column, total } = data;
  if (data.kind === 'groups') {
    const rows = groupRows(data, context);
    return {
      rows,
      sentence: groupSentence(rows, total),
      model: groupModel(rows, total),
      twin: groupTwin(rows, column, total),
      nothing: rows.length === 0,
    };
  }
  return {
    rows: [],
    sentence: histogramSentence(data),
    model: histogramModel(data, context.zone),
    twin: histogramTwin(data, context.zone),
    nothing: (data.bins ?? []).every((bin) => bin.issues === 0),
  };
}

function notesOf(data: JqlSummary | undefined): string[] {
  if (!data) return [];
  const { empty = 0, undecided } = data;
  return [
    ...(data.kind === 'histogram' && empty > 0
      ? [`${plural(empty, 'issue')} without a value`]
      : []),
    ...(undecided > 0 ? [`${plural(undecided, 'issue')} undecided, not counted`] : []),
    ...(data.kind === 'groups' && (data.groups?.length ?? 0) >= 100
      ? ['The 100 largest groups; an issue with several values counts in each']
      : []),
  ];
}

function subjectOf(summing: Summing, data: JqlSummary | undefined): string {
  const { field, argument } = parseColumn(summing.column);
  return data?.column.title ?? formatColumn({ field, argument });
}

interface Props {
  explorer: Explorer;
  asked: Asked;
  summing: Summing;
  context: SumContext;
}

/** The issues by one column: counts of its values, or its spread; a press narrows the query. */
export function SumCard({ explorer, asked, summing, context }: Props) {
  const { state, change, run } = explorer;
  const by: SummaryBy =
    summing.kind === 'group' ? { group_by: summing.column } : { histogram: summing.column };
  const summary = useJqlSummary(asked, by);
  const { data } = summary;
  const { zone, reserved } = context;
  const view = useMemo(
    () => (data ? viewOf(data, { zone, reserved }) : null),
    [data, zone, reserved],
  );
  const asTable = state.table ?? summing.kind === 'group';
  const pick = (clause: string) => run(narrowed(asked.jql, clause));
  const open = (target: MarkTarget) => {
    if (target.kind === 'clause') pick(target.jql);
  };
  const subject = subjectOf(summing, data);
  return (
    <ChartCard
      id="summary"
      title={summing.kind === 'group' ? `Counted by ${subject}` : `Spread of ${subject}`}
      subject={`issues by ${subject}`}
      sentence={view?.sentence ?? null}
      query={summary}
      model={view?.model ?? null}
      twin={view?.twin ?? null}
      height={asTable && view ? Math.min(340, view.rows.length * 32 + 4) || 240 : 240}
      empty={
        view?.nothing && (
          <StatePanel compact icon="compare" title="Nothing to count">
            <p>No issue of the result has a value here.</p>
          </StatePanel>
        )
      }
      notes={notesOf(data)}
      exports={{ name: `jql-${summing.column}`, lines: [asked.jql] }}
      asTable={asTable}
      table={
        data?.kind === 'groups' && view ? (
          <GroupTable rows={view.rows} total={data.total} onPick={pick} />
        ) : undefined
      }
      onTable={(table) => change({ table })}
      onOpen={open}
    />
  );
}
