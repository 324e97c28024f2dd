import { Button } from '@mantine/core';
import { useState } from 'react';
import { exact } from '../lib/format';
import css from './chart.module.css';
import type { MarkTarget } from './model';
import type { Twin, TwinRow } from './twin';

const kPage = 100;

function First({ row, onOpen }: { row: TwinRow; onOpen: (target: MarkTarget) => void }) {
  const { target } = row;
  const words = row.cells[0] ?? '';
  if (!target) return <>{words}</>;
  return (
    <button type="button" className={css.rowLink} onClick={() => onOpen(target)}>
      {target.kind === 'issue' ? <code>{words}</code> : words}
    </button>
  );
}

/** The chart's twin as a real table; the first cell opens what the mark would open. */
export function TwinTable({
  twin,
  height,
  onOpen,
}: {
  twin: Twin;
  height: number;
  onOpen: (target: MarkTarget) => void;
}) {
  const [shown, setShown] = useState(kPage);
  return (
    <div
      className={css.tableBox}
      style={{ maxHeight: Math.max(height, 320) }}
      tabIndex={0}
      role="region"
      aria-label={twin.caption}
    >
      <table className={css.table}>
        <caption className="sr">
          {twin.caption}, {exact(twin.rows.length)} rows
        </caption>
        <thead>
          <tr>
            {twin.columns.map((column) => (
              <th key={column.title} scope="col" data-num={column.number ?? undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.slice(0, shown).map((row, i) => (
            <tr key={i}>
              {row.cells.map((cell, j) =>
                j === 0 ? (
                  <th key={j} scope="row">
                    <First row={row} onOpen={onOpen} />
                  </th>
                ) : (
                  <td key={j} data-num={twin.columns[j]?.number ?? undefined} title={cell}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {shown < twin.rows.length && (
        <div className={css.tableMore}>
          <Button variant="subtle" onClick={() => setShown(shown + kPage)}>
            Show more ({exact(shown)} of {exact(twin.rows.length)})
          </Button>
        </div>
      )}
      {twin.more && <p className={css.tableMore}>{twin.more}</p>}
    </div>
  );
}
