import { useMediaQuery } from '@mantine/hooks';
import { Fragment, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useShortcuts } from '../shell/shortcuts';
import { useRows } from './use_rows';
import css from './virtual_table.module.css';

export type AriaSort = 'ascending' | 'descending' | 'none';

export interface VirtualColumn<T> {
  id: string;
  head: ReactNode;
  sort?: AriaSort | undefined;
  /** As of a grid: `120px`, `minmax(0, 1fr)`. */
  width: string;
  right?: boolean;
  /** `stop`: tabIndex of what can be focused; only the present row is a stop of Tab. */
  cell: (row: T, stop: 0 | -1) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: readonly VirtualColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Of all rows, loaded or not; -1: not known. */
  total: number;
  /** Heights of a row in pixels: on a table, and as a card on a phone. */
  height: number;
  cardHeight: number;
  /** The most that the table is high. */
  most?: number;
  className?: string | undefined;
  /** Pixels below which the table scrolls sideways instead of growing narrower. */
  least?: number | undefined;
  current?: string | undefined;
  /** Marks a row that needs an eye. */
  toneOf?: (row: T) => string | undefined;
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
  /** True while the rows must not move: scrolled down, or the focus is among them. */
  onHold?: (held: boolean) => void;
}

const kNarrow = '(max-width: 720px)';
const kHead = 36;
const nothing = () => undefined;

function Spacer({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden="true" className={css.spacer} style={{ height }} /> : null;
}

function useKeys(count: number, active: number, go: (index: number) => void) {
  const here = () => document.activeElement?.closest('[data-row]') !== null;
  useShortcuts([
    { keys: 'j', words: 'Next row', group: 'Lists', run: () => go(here() ? active + 1 : active) },
    { keys: 'k', words: 'Row before', group: 'Lists', run: () => go(here() ? active - 1 : active) },
  ]);
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !here()) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    if (step !== undefined) go(active + step);
    else go(event.key === 'Home' ? 0 : count - 1);
  };
}

/** A table of any length in its own region: only what is in view is in the page. */
export function VirtualTable<T>(props: Props<T>) {
  const { label, columns, rows, keyOf, total, most = 560, toneOf, onHold = nothing } = props;
  const { hasMore = false, loadingMore = false, onMore = nothing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const hint = useId();
  const narrow = useMediaQuery(kNarrow, false, { getInitialValueInEffect: false });
  const height = narrow ? props.cardHeight : props.height;
  const more = { hasMore, loadingMore, onMore };
  const view = useRows({ scroller, count: rows.length, height, ...more });
  const onKey = useKeys(rows.length, view.active, view.go);
  const hold = () => {
    const it = scroller.current;
    if (it) onHold(it.scrollTop > 4 || it.querySelector('[data-row]:focus-within') !== null);
  };
  return (
    <div
      ref={scroller}
      className={`${css.scroller} ${props.className ?? ''}`}
      style={{ height: Math.min(most, rows.length * height + (narrow ? 0 : kHead) + 2) }}
      tabIndex={0}
      role="region"
      aria-label={label}
      aria-describedby={hint}
      onKeyDown={onKey}
      onScroll={hold}
      onFocus={hold}
      onBlur={() => setTimeout(hold)}
    >
      <p id={hint} className="sr">
        Arrow keys or j and k go from row to row, Enter opens one.
      </p>
      <table
        role="table"
        aria-rowcount={total < 0 ? -1 : total + 1}
        className={css.table}
        style={{
          ['--columns' as string]: columns.map((each) => each.width).join(' '),
          ...(!narrow && { minWidth: props.least }),
        }}
      >
        <caption className="sr">{label}</caption>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1} className={css.head}>
            {columns.map((column) => (
              <th
                key={column.id}
                role="columnheader"
                scope="col"
                aria-sort={column.sort}
                data-right={column.right}
                data-col={column.id}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {view.places.map(({ index, before }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const stop = index === view.active ? 0 : -1;
            return (
              <Fragment key={keyOf(row)}>
                <Spacer height={before} />
                <tr
                  role="row"
                  data-row={index}
                  aria-rowindex={index + 2}
                  className={css.row}
                  style={{ height }}
                  data-tone={toneOf?.(row)}
                  data-current={keyOf(row) === props.current || undefined}
                  onFocus={() => view.setActive(index)}
                >
                  {columns.map((column) => (
                    <td key={column.id} role="cell" data-right={column.right} data-col={column.id}>
                      {column.cell(row, stop)}
                    </td>
                  ))}
                </tr>
              </Fragment>
            );
          })}
          <Spacer height={view.after} />
        </tbody>
      </table>
    </div>
  );
}
