import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatDuration } from '../../lib/duration';
import { exact, formatInstant } from '../../lib/format';
import css from './flow.module.css';
import type { Point } from './scatter_model';

type Column = 'key' | 'seconds' | 'finished';

const kPage = 200;

function compare(a: Point, b: Point, column: Column): number {
  if (column === 'seconds') return a.seconds - b.seconds;
  return a[column].localeCompare(b[column], 'en', { numeric: true });
}

/** The chart's twin: the same points as rows. */
export function PointTable({
  points,
  total,
  onOpen,
}: {
  points: Point[];
  total: number;
  onOpen: (p: Point) => void;
}) {
  const [sort, setSort] = useState<{ column: Column; down: boolean }>({
    column: 'seconds',
    down: true,
  });
  const [shown, setShown] = useState(kPage);
  const sorted = useMemo(() => {
    const rows = [...points].sort((a, b) => compare(a, b, sort.column));
    return sort.down ? rows.reverse() : rows;
  }, [points, sort]);
  const head = (column: Column, word: string) => (
    <th
      scope="col"
      aria-sort={sort.column === column ? (sort.down ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        onClick={() => setSort({ column, down: sort.column === column ? !sort.down : true })}
      >
        {word}{' '}
        <span aria-hidden="true">{sort.column === column ? (sort.down ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <div className={css.tableBox} tabIndex={0} role="region" aria-label="Finished issues">
      <table className={css.table}>
        <caption className="sr">Issues behind the chart, {exact(total)} in all</caption>
        <thead>
          <tr>
            {head('key', 'Key')}
            <th scope="col">Summary</th>
            <th scope="col">Type</th>
            {head('seconds', 'Cycle time')}
            {head('finished', 'Finished')}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((point) => (
            <tr key={`${point.connection} ${point.id}`}>
              <td>
                <button type="button" className={css.rowLink} onClick={() => onOpen(point)}>
                  <code>{point.key}</code>
                </button>
              </td>
              <td className={css.cellSummary} title={point.summary}>
                {point.summary}
              </td>
              <td>{point.type}</td>
              <td>{formatDuration(point.seconds)}</td>
              <td>{formatInstant(point.finished)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown < sorted.length && (
        <div className={css.tableMore}>
          <Button variant="subtle" onClick={() => setShown(shown + kPage)}>
            Show more ({exact(shown)} of {exact(sorted.length)})
          </Button>
        </div>
      )}
      {points.length < total && <p className={css.tableMore}>The CSV holds all {exact(total)}.</p>}
    </div>
  );
}
