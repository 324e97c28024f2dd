import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IssueRow } from '../../api/client';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { formatAgo, formatDate, formatInstant } from '../../lib/format';
import { CategoryChip, categoryNames } from '../../ui/category_chip';
import { Icon } from '../../ui/icon';
import { Lozenge } from '../../ui/lozenge';
import { stageWords } from '../mapping/words';
import type { ColumnId } from './column_order';
import type { SortColumn } from './issues_state';
import css from './table.module.css';

interface Column {
  title: string;
  /** Pixels; absent: takes what is left. */
  width?: number;
  right?: boolean;
  sort?: SortColumn;
  cell: (row: IssueRow, now: number) => ReactNode;
  /** For copies. */
  text: (row: IssueRow) => string;
}

const none = <span className={css.none}>–</span>;

function duration(seconds: number | null): ReactNode {
  if (seconds === null) return none;
  return <span title={formatDurationBoth(seconds)}>{formatDuration(seconds)}</span>;
}

function instant(at: string | null, now: number): ReactNode {
  if (at === null) return none;
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAgo(at, now)}
    </time>
  );
}

function Summary({ row }: { row: IssueRow }) {
  return (
    <>
      <Link
        to="/issues/$key"
        params={{ key: row.key }}
        search={{ connection: row.connection }}
        tabIndex={-1}
        className={css.summary}
      >
        {row.summary}
      </Link>
      {row.flagged && (
        <span className={css.flag} title="Flagged">
          <Icon name="flag" size={12} />
          <span className="sr">flagged</span>
        </span>
      )}
      {row.deleted && <span className={css.gone}>deleted in Jira</span>}
      {row.invisible && !row.deleted && <span className={css.gone}>no longer visible</span>}
    </>
  );
}

/** Every column that can be shown, apart from the key, which always is. */
export const columns: Record<ColumnId, Column> = {
  summary: {
    title: 'Summary',
    cell: (row) => <Summary row={row} />,
    text: (row) => row.summary,
  },
  type: {
    title: 'Type',
    width: 128,
    cell: (row) => <CategoryChip type={row.type.name} category={row.category} />,
    text: (row) => row.type.name,
  },
  category: {
    title: 'Counts as',
    width: 100,
    cell: (row) => categoryNames[row.category],
    text: (row) => categoryNames[row.category],
  },
  status: {
    title: 'Status',
    width: 136,
    cell: (row) => <Lozenge status={row.status} />,
    text: (row) => row.status.name,
  },
  stage: {
    title: 'Stage',
    width: 104,
    cell: (row) => (
      <span className={css.stage} data-stage={row.stage}>
        {stageWords[row.stage]}
      </span>
    ),
    text: (row) => stageWords[row.stage],
  },
  priority: {
    title: 'Priority',
    width: 92,
    sort: 'priority',
    cell: (row) => row.priority?.name ?? none,
    text: (row) => row.priority?.name ?? '',
  },
  assignee: {
    title: 'Assignee',
    width: 132,
    cell: (row) => row.assignee?.name ?? <span className={css.none}>Nobody</span>,
    text: (row) => row.assignee?.name ?? '',
  },
  age: {
    title: 'Age',
    width: 104,
    right: true,
    sort: 'age',
    cell: (row) => duration(row.age_seconds),
    text: (row) => (row.age_seconds === null ? '' : formatDuration(row.age_seconds)),
  },
  cycle: {
    title: 'Cycle time',
    width: 104,
    right: true,
    sort: 'cycle',
    cell: (row) => duration(row.cycle_seconds),
    text: (row) => (row.cycle_seconds === null ? '' : formatDuration(row.cycle_seconds)),
  },
  points: {
    title: 'Points',
    width: 68,
    right: true,
    cell: (row) => row.points ?? none,
    text: (row) => (row.points === null ? '' : String(row.points)),
  },
  sprint: {
    title: 'Sprint',
    width: 116,
    cell: (row) => row.sprint ?? none,
    text: (row) => row.sprint ?? '',
  },
  epic: {
    title: 'Epic',
    width: 176,
    cell: (row) =>
      row.epic ? (
        <Link
          to="/issues/$key"
          params={{ key: row.epic.key }}
          search={{ connection: row.connection }}
          tabIndex={-1}
          className={css.epic}
          title={`${row.epic.key} ${row.epic.summary}`}
        >
          {row.epic.summary || row.epic.key}
        </Link>
      ) : (
        none
      ),
    text: (row) => row.epic?.key ?? '',
  },
  labels: {
    title: 'Labels',
    width: 150,
    cell: (row) => (row.labels.length > 0 ? row.labels.join(', ') : none),
    text: (row) => row.labels.join(', '),
  },
  project: {
    title: 'Project',
    width: 136,
    cell: (row) => row.project.name,
    text: (row) => row.project.name,
  },
  created: {
    title: 'Created',
    width: 104,
    sort: 'created',
    cell: (row) => (row.created ? formatDate(row.created) : none),
    text: (row) => row.created ?? '',
  },
  updated: {
    title: 'Changed',
    width: 106,
    sort: 'updated',
    cell: (row, now) => instant(row.updated, now),
    text: (row) => row.updated ?? '',
  },
};

export const kKeyWidth = 124;
export const kSummaryLeast = 240;

export function tableWidth(ids: readonly ColumnId[]): number {
  return ids.reduce((sum, id) => sum + (columns[id].width ?? kSummaryLeast), kKeyWidth);
}
