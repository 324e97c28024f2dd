import { Link } from '@tanstack/react-router';
import { memo, useCallback, useEffect, useId, useRef, type KeyboardEvent } from 'react';
import type { IssueRow } from '../../api/client';
import { useNow } from '../../lib/use_now';
import { useShortcuts } from '../../shell/shortcuts';
import { columns, kKeyWidth, tableWidth } from './columns';
import { kDensities, type ColumnId, type Density } from './column_order';
import { ariaSort, nextSort, type Sort, type SortColumn } from './issues_state';
import { choose, chooseAll, chosenRows, rowId, type Selection } from './selection';
import css from './table.module.css';
import { columnTotal, totalsOf } from './totals';
import { useRows } from '../../ui/use_rows';

interface Props {
  rows: IssueRow[];
  total: number;
  shown: readonly ColumnId[];
  density: Density;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onOpenInJira: (row: IssueRow) => void;
  dim: boolean;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

type Sorting = Pick<Props, 'sort' | 'onSort'>;

function SortButton({ by, word, sort, onSort }: Sorting & { by: SortColumn; word: string }) {
  const direction = ariaSort(sort, by);
  return (
    <button type="button" className={css.sort} onClick={() => onSort(nextSort(sort, by))}>
      {word}
      <span aria-hidden="true">
        {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
      </span>
    </button>
  );
}

function Head({ id, sort, onSort }: Sorting & { id: ColumnId }) {
  const { title, right, sort: by } = columns[id];
  return (
    <th scope="col" aria-sort={by && ariaSort(sort, by)} data-right={right ?? undefined}>
      {by ? <SortButton by={by} word={title} sort={sort} onSort={onSort} /> : title}
    </th>
  );
}

/** The first head: marks everything that is loaded, and sorts by key. */
function Corner({ rows, selection, onSelect, sort, onSort }: Props) {
  const all = rows.length > 0 && rows.every((row) => selection.ids.has(rowId(row)));
  return (
    <th scope="col" aria-sort={ariaSort(sort, 'key')}>
      <span className={css.keyCell}>
        <input
          type="checkbox"
          className={css.box}
          aria-label="Mark all that are loaded"
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = !all && selection.ids.size > 0;
          }}
          onChange={() => onSelect(chooseAll(selection, rows))}
        />
        <SortButton by="key" word="Key" sort={sort} onSort={onSort} />
      </span>
    </th>
  );
}

interface RowProps {
  row: IssueRow;
  index: number;
  shown: readonly ColumnId[];
  marked: boolean;
  active: boolean;
  now: number;
  onMark: (index: number, extend: boolean) => void;
  onActive: (index: number) => void;
}

const Row = memo(function Row(props: RowProps) {
  const { row, index, shown, marked, active, now, onMark, onActive } = props;
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      data-marked={marked || undefined}
      data-deleted={row.deleted || undefined}
      data-invisible={row.invisible || undefined}
      onFocus={() => onActive(index)}
    >
      <th scope="row">
        <span className={css.keyCell}>
          <input
            type="checkbox"
            className={css.box}
            aria-label={`Mark ${row.key}`}
            checked={marked}
            tabIndex={active ? 0 : -1}
            onChange={(event) =>
              onMark(
                index,
                (event.nativeEvent as unknown as { shiftKey?: boolean }).shiftKey === true,
              )
            }
          />
          <Link
            to="/issues/$key"
            params={{ key: row.key }}
            search={{ connection: row.connection }}
            className={css.key}
            tabIndex={active ? 0 : -1}
          >
            {row.key}
          </Link>
        </span>
      </th>
      {shown.map((id) => (
        <td
          key={id}
          data-right={columns[id].right ?? undefined}
          title={id === 'summary' ? row.summary : undefined}
        >
          {columns[id].cell(row, now)}
        </td>
      ))}
    </tr>
  );
});

function Totals(props: Pick<Props, 'rows' | 'total' | 'shown' | 'selection'>) {
  const { rows, total, shown, selection } = props;
  const marked = chosenRows(selection, rows);
  const counted = marked.length > 0 ? marked : rows;
  const words = totalsOf(marked.length, rows.length, total);
  const [first, ...rest] = shown;
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={first === 'summary' ? 2 : 1}>
          <span className={css.totals}>{words}</span>
        </th>
        {(first === 'summary' ? rest : shown).map((id) => (
          <td key={id} data-right={columns[id].right ?? undefined}>
            {columnTotal(id, counted)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className={css.spacer}>
      <td style={{ height }} />
    </tr>
  );
}

/** Keys on the rows: moving, marking, opening in Jira. Also while the focus is elsewhere. */
function useRowKeys(props: Props, active: number, go: (index: number) => void) {
  const { rows, selection, onSelect, onOpenInJira } = props;
  const mark = (index: number, extend: boolean) => onSelect(choose(selection, rows, index, extend));
  const extend = (step: number) => {
    const from = selection.anchor === null ? choose(selection, rows, active, false) : selection;
    onSelect(choose(from, rows, active + step, true));
    go(active + step);
  };
  const here = () => document.activeElement?.closest('[data-row]') !== null;
  const jira = () => {
    const row = rows[active];
    if (row) onOpenInJira(row);
  };
  useShortcuts([
    { keys: 'j', words: 'Next row', group: 'Lists', run: () => go(here() ? active + 1 : active) },
    { keys: 'k', words: 'Row before', group: 'Lists', run: () => go(here() ? active - 1 : active) },
    { keys: 'x', words: 'Mark the row', group: 'Lists', run: () => mark(active, false) },
    { keys: 'J', words: 'Mark down', group: 'Lists', run: () => extend(1) },
    { keys: 'K', words: 'Mark up', group: 'Lists', run: () => extend(-1) },
    { keys: 'o', words: 'Open in Jira', group: 'Lists', run: jira },
  ]);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !here()) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (step !== undefined && event.shiftKey) extend(step);
    else if (step !== undefined) go(active + step);
  };
  return { mark, onKey };
}

/** A function that stays the same while what it does follows the last render. */
function useEvent<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}

/** Only the rows in view are in the page; more are loaded as the end comes near. */
export function IssueTable(props: Props) {
  const { rows, total, shown, density, selection, dim } = props;
  const now = useNow(30);
  const scroller = useRef<HTMLDivElement>(null);
  const hint = useId();
  const view = useRows({ scroller, count: rows.length, height: kDensities[density], ...props });
  const { mark, onKey } = useRowKeys(props, view.active, view.go);
  const onMark = useEvent(mark);
  return (
    <div
      ref={scroller}
      className={css.scroller}
      data-density={density}
      data-dim={dim || undefined}
      tabIndex={0}
      role="region"
      aria-label="Issues"
      aria-describedby={hint}
      onKeyDown={onKey}
    >
      <p id={hint} className="sr">
        Arrow keys or j and k go from row to row, x marks a row, Enter opens it, o opens it in Jira.
      </p>
      <table
        className={css.table}
        style={{ minWidth: tableWidth(shown) }}
        aria-rowcount={total + 1}
      >
        <caption className="sr">Issues</caption>
        <colgroup>
          <col style={{ width: kKeyWidth }} />
          {shown.map((id) => (
            <col key={id} style={{ width: columns[id].width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <Corner {...props} />
            {shown.map((id) => (
              <Head key={id} id={id} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {view.places.flatMap(({ index, before }) => {
            const row = rows[index];
            if (!row) return [];
            return [
              before > 0 && <Spacer key={`before ${index}`} height={before} />,
              <Row
                key={rowId(row)}
                row={row}
                index={index}
                shown={shown}
                marked={selection.ids.has(rowId(row))}
                active={index === view.active}
                now={now}
                onMark={onMark}
                onActive={view.setActive}
              />,
            ];
          })}
          {view.after > 0 && <Spacer height={view.after} />}
        </tbody>
        <Totals {...props} />
      </table>
    </div>
  );
}
