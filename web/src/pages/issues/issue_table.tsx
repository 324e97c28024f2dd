import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { IssueRow } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { exact, formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CategoryChip } from '../../ui/category_chip';
import { Icon } from '../../ui/icon';
import { Lozenge } from '../../ui/lozenge';
import css from './issues.module.css';
import { ariaSort, nextSort } from './issues_state';

interface Props {
  rows: IssueRow[];
  total: number;
  sort: string;
  onSort: (sort: string) => void;
  dim: boolean;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

const kRowHeight = 40;
const kLoadAhead = 20;

function SortHead(props: {
  column: 'key' | 'created' | 'updated';
  word: string;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const { column, word, sort, onSort } = props;
  const direction = ariaSort(sort, column);
  return (
    <th role="columnheader" scope="col" aria-sort={direction} data-col={column}>
      <button type="button" onClick={() => onSort(nextSort(sort, column))}>
        {word}
        <span aria-hidden="true">
          {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  );
}

interface RowProps {
  row: IssueRow;
  now: number;
  index: number;
  measure: (element: HTMLTableRowElement | null) => void;
}

function Row({ row, now, index, measure }: RowProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      data-deleted={row.deleted || undefined}
      data-invisible={row.invisible || undefined}
    >
      <td role="cell" data-col="key">
        <Link to="/issues/$key" params={{ key: row.key }}>
          <code>{row.key}</code>
        </Link>
      </td>
      <td role="cell" data-col="summary" title={row.summary}>
        <Link to="/issues/$key" params={{ key: row.key }} tabIndex={-1} className={css.summary}>
          {row.summary}
        </Link>
        {row.deleted && <span className={css.gone}>deleted in Jira</span>}
        {row.invisible && !row.deleted && <span className={css.gone}>no longer visible</span>}
      </td>
      <td role="cell" data-col="type">
        <CategoryChip type={row.type.name} category={row.category} />
      </td>
      <td role="cell" data-col="status">
        <Lozenge status={row.status} />
      </td>
      <td role="cell" data-col="assignee">
        {row.assignee?.name ?? <span className="muted">Nobody</span>}
      </td>
      <td role="cell" data-col="cycle">
        {row.cycle_seconds === null ? (
          <span className="muted">–</span>
        ) : (
          formatDuration(row.cycle_seconds)
        )}
      </td>
      <td role="cell" data-col="updated">
        {row.updated && (
          <time dateTime={row.updated} title={formatInstant(row.updated)}>
            {formatAgo(row.updated, now)}
          </time>
        )}
      </td>
    </tr>
  );
}

/** Only the rows in view are drawn; more are loaded as the end comes near. */
export function IssueTable(props: Props) {
  const { rows, total, sort, onSort, dim, hasMore, loadingMore, onMore } = props;
  const now = useNow(10);
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => setTop(box.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => kRowHeight,
    overscan: 12,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const before = first ? first.start - top : 0;
  const after = last ? virtual.getTotalSize() - (last.end - top) : 0;
  const nearEnd = (last?.index ?? 0) >= rows.length - kLoadAhead;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) onMore();
  }, [nearEnd, hasMore, loadingMore, onMore]);
  return (
    <div ref={box} className={css.scroller} data-dim={dim || undefined}>
      <table role="table" className={css.table} aria-rowcount={total + 1}>
        <caption className="sr">Issues</caption>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <SortHead column="key" word="Key" sort={sort} onSort={onSort} />
            <th role="columnheader" scope="col">
              Summary
            </th>
            <th role="columnheader" scope="col" data-col="type">
              Type
            </th>
            <th role="columnheader" scope="col" data-col="status">
              Status
            </th>
            <th role="columnheader" scope="col" data-col="assignee">
              Assignee
            </th>
            <th role="columnheader" scope="col" data-col="cycle">
              Cycle time
            </th>
            <SortHead column="updated" word="Changed" sort={sort} onSort={onSort} />
          </tr>
        </thead>
        <tbody role="rowgroup">
          {before > 0 && <Spacer height={before} />}
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <Row
                  key={`${row.connection} ${row.id}`}
                  row={row}
                  now={now}
                  index={item.index}
                  measure={virtual.measureElement}
                />
              )
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
      <div className={css.foot}>
        <span role="status">
          {exact(rows.length)} of {exact(total)} loaded
        </span>
        {hasMore && (
          <Button
            variant="default"
            size="compact-sm"
            loading={loadingMore}
            onClick={onMore}
            leftSection={<Icon name="down" size={13} />}
          >
            Show more
          </Button>
        )}
      </div>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden="true">
      <td className={css.spacer} style={{ height }} />
    </tr>
  );
}
