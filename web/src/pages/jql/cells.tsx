import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { JqlCell, JqlColumn } from '../../api/jql';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { capitalise, formatAgo, formatDate, formatInstant } from '../../lib/format';
import { categoryNames, categorySwatch, type Category } from '../../ui/category_chip';
import { Lozenge } from '../../ui/lozenge';
import { kCategories, kStages, stageWords, type Stage } from '../mapping/words';
import { emptyWords, numberWords } from './cell_words';
import { parseColumn } from './columns';
import css from './results.module.css';

type One =
  | string
  | number
  | { id: string; name: string; category?: 'new' | 'indeterminate' | 'done' | 'undefined' };

function Named({ value, column }: { value: Exclude<One, string | number>; column: string }) {
  if (value.category !== undefined) {
    return <Lozenge status={{ name: value.name, category: value.category }} />;
  }
  const id = value.name.toLowerCase();
  if (column === 'stage') {
    return (
      <span className={css.stage} data-stage={id}>
        {kStages.some((stage) => stage === id) ? stageWords[id as Stage] : capitalise(value.name)}
      </span>
    );
  }
  if (column === 'workcategory') {
    return (
      <span className={css.category}>
        <span style={{ background: categorySwatch[id as Category] }} aria-hidden="true" />
        {kCategories.some((each) => each === id) ? categoryNames[id as Category] : value.name}
      </span>
    );
  }
  return <span title={value.name}>{value.name}</span>;
}

function OneCell({ value, column, now }: { value: One; column: JqlColumn; now: number }) {
  const name = parseColumn(column.name).field.toLowerCase();
  if (typeof value === 'object') return <Named value={value} column={name} />;
  if (typeof value === 'number') {
    if (column.kind !== 'duration') return <>{numberWords(value)}</>;
    return <span title={formatDurationBoth(value)}>{formatDuration(value)}</span>;
  }
  if (column.kind === 'instant') {
    return (
      <time dateTime={value} title={formatInstant(value)}>
        {formatAgo(value, now)}
      </time>
    );
  }
  if (column.kind === 'day') return <>{formatDate(`${value}T00:00:00Z`, 'UTC')}</>;
  if (['stage', 'workcategory'].includes(name)) {
    return <Named value={{ id: value, name: value }} column={name} />;
  }
  return <span title={value}>{value}</span>;
}

const kQuiet = ['assignee', 'resolution'];

/** A value of the answer as its column shows it. */
export function Cell({
  cell,
  column,
  now,
}: {
  cell: JqlCell;
  column: JqlColumn;
  now: number;
}): ReactNode {
  const name = parseColumn(column.name).field.toLowerCase();
  if (cell === null || (Array.isArray(cell) && cell.length === 0)) {
    return <span className={css.none}>{kQuiet.includes(name) ? emptyWords(column) : '–'}</span>;
  }
  if (!Array.isArray(cell)) return <OneCell value={cell} column={column} now={now} />;
  const words = cell.map((each) => (typeof each === 'object' ? each.name : String(each)));
  return <span title={words.join(', ')}>{words.join(', ')}</span>;
}

/** Link of a row to the page of its issue. */
export function KeyLink({
  issue,
  stop,
}: {
  issue: { key: string; instance: string };
  stop: 0 | -1;
}) {
  return (
    <Link
      to="/issues/$key"
      params={{ key: issue.key }}
      search={{ connection: issue.instance }}
      className={css.key}
      tabIndex={stop}
    >
      {issue.key}
    </Link>
  );
}
