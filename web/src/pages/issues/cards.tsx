import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { IssueRow } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { exact, formatAgo, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Lozenge } from '../../ui/lozenge';
import css from './issues.module.css';
import { rowId } from './selection';

interface Props {
  rows: IssueRow[];
  total: number;
  dim: boolean;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

const kHeight = 84;
const kAhead = 20;

/** What the last column would say: how long it took, how old it is, or when it changed. */
function when(row: IssueRow, now: number): string {
  if (row.cycle_seconds !== null) return `took ${formatDuration(row.cycle_seconds)}`;
  if (row.age_seconds !== null) return `${formatDuration(row.age_seconds)} old`;
  return row.updated ? formatAgo(row.updated, now) : '';
}

function IssueCard({ row, now }: { row: IssueRow; now: number }) {
  return (
    <>
      <p className={css.cardTop}>
        <Link
          to="/issues/$key"
          params={{ key: row.key }}
          search={{ connection: row.connection }}
          className={css.cardKey}
        >
          {row.key}
          <span className="sr"> {row.summary}</span>
        </Link>
        <Lozenge status={row.status} />
      </p>
      <p className={css.cardSummary} aria-hidden="true">
        {row.summary}
      </p>
      <p className={css.cardFoot}>
        <span>{row.assignee?.name ?? 'Nobody'}</span>
        <span>{when(row, now)}</span>
      </p>
    </>
  );
}

/** The same list where a table does not fit. */
export function IssueCards({ rows, total, dim, hasMore, loadingMore, onMore }: Props) {
  const now = useNow(30);
  const box = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => setTop(box.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => kHeight,
    overscan: 8,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - kAhead;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) onMore();
  }, [nearEnd, hasMore, loadingMore, onMore]);
  return (
    <>
      <ul
        ref={box}
        className={css.cards}
        data-dim={dim || undefined}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <li
                key={rowId(row)}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={total}
                aria-posinset={item.index + 1}
                className={css.cardRow}
                style={{ transform: `translateY(${item.start - top}px)` }}
              >
                <IssueCard row={row} now={now} />
              </li>
            )
          );
        })}
      </ul>
      <div className={css.cardsFoot}>
        <span>
          {exact(rows.length)} of {plural(total, 'issue')}
        </span>
        {hasMore && (
          <Button variant="default" size="compact-sm" loading={loadingMore} onClick={onMore}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}
