import { useEffect, useMemo } from 'react';
import type { JqlColumn, JqlItem, JqlLanguage, JqlPage } from '../../api/jql';
import { firstSort, withSort, type Sorting } from '../../jql/edits';
import { useNow } from '../../lib/use_now';
import { useShortcuts } from '../../shell/shortcuts';
import { Icon } from '../../ui/icon';
import { SortHead } from '../../ui/sort_head';
import { VirtualTable, type AriaSort, type VirtualColumn } from '../../ui/virtual_table';
import { Cell, KeyLink } from './cells';
import { directionOf, fieldOf, nextSort, parseColumn } from './columns';
import css from './results.module.css';
import type { Explorer } from './use_explorer';

const kWide: Partial<Record<string, number>> = {
  type: 112,
  issuetype: 112,
  status: 136,
  assignee: 132,
  reporter: 132,
  priority: 88,
  labels: 160,
  project: 140,
  sprint: 140,
  stage: 108,
  workcategory: 116,
};
const kByKind: Record<JqlColumn['kind'], number> = {
  name: 136,
  issue: 112,
  number: 88,
  duration: 104,
  instant: 104,
  day: 112,
  text: 200,
};
const kKey = 132;
const kSummary = 220;
const kInstance = 112;

function widthOf({ name, kind }: JqlColumn): number {
  const { field, argument } = parseColumn(name);
  const width = kWide[field.toLowerCase()] ?? kByKind[kind];
  return argument === '' ? width : Math.max(width, 150);
}

const kRight: readonly JqlColumn['kind'][] = ['number', 'duration'];
const kAria: Record<string, AriaSort> = { '1': 'ascending', '-1': 'descending', '0': 'none' };

interface HeadContext {
  sort: Sorting | null;
  language: JqlLanguage | undefined;
  onSort: (sort: Sorting) => void;
}

function headOf(name: string, title: string, { sort, language, onSort }: HeadContext) {
  const sortable = fieldOf(language, name)?.sortable ?? false;
  if (!sortable) return { head: title };
  const direction = directionOf(name, sort, language);
  return {
    head: (
      <SortHead
        word={title}
        direction={direction}
        onPress={() => onSort(nextSort(name, sort, language))}
      />
    ),
    sort: kAria[String(direction)],
  };
}

interface Context extends HeadContext {
  columns: readonly JqlColumn[];
  nameOf: ReadonlyMap<string, string>;
  now: number;
  explained: string | null;
  onWhy: (item: JqlItem) => void;
}

function valueColumn(column: JqlColumn, i: number, context: Context): VirtualColumn<JqlItem> {
  return {
    id: `value-${i}`,
    ...headOf(column.name, column.title, context),
    width: `${widthOf(column)}px`,
    ...(kRight.includes(column.kind) && { right: true }),
    cell: (item) => <Cell cell={item.cells[i] ?? null} column={column} now={context.now} />,
  };
}

function WhyButton({ item, stop, on, onWhy }: WhyProps) {
  return (
    <button
      type="button"
      className={css.why}
      tabIndex={stop}
      aria-pressed={on}
      data-why={item.key}
      title="Why is it here?"
      aria-label={`Why is ${item.key} here?`}
      onClick={() => onWhy(item)}
    >
      <Icon name="question" size={14} />
    </button>
  );
}

interface WhyProps {
  item: JqlItem;
  stop: 0 | -1;
  on: boolean;
  onWhy: (item: JqlItem) => void;
}

function columnsOf(context: Context): VirtualColumn<JqlItem>[] {
  const several = context.nameOf.size > 1;
  const instance: VirtualColumn<JqlItem> = {
    id: 'instance',
    head: 'Instance',
    width: `${kInstance}px`,
    cell: (item) => context.nameOf.get(item.instance) ?? item.instance,
  };
  return [
    {
      id: 'key',
      ...headOf('key', 'Key', context),
      width: `${kKey}px`,
      cell: (item, stop) => (
        <span className={css.keyCell}>
          <KeyLink issue={item} stop={stop} />
          <WhyButton
            item={item}
            stop={stop}
            on={context.explained === `${item.key}@${item.instance}`}
            onWhy={context.onWhy}
          />
        </span>
      ),
    },
    {
      id: 'summary',
      ...headOf('summary', 'Summary', context),
      width: `minmax(${kSummary}px, 1fr)`,
      cell: (item) => <span title={item.summary}>{item.summary}</span>,
    },
    ...(several ? [instance] : []),
    ...context.columns.map((column, i) => valueColumn(column, i, context)),
  ];
}

interface Props {
  explorer: Explorer;
  pages: readonly JqlPage[];
  language: JqlLanguage | undefined;
  nameOf: ReadonlyMap<string, string>;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  dim: boolean;
}

/** The key that asks why of the row that has the focus. */
function useWhyKey(rows: readonly JqlItem[], onWhy: (item: JqlItem) => void): void {
  const run = () => {
    const at = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
    const row = rows[Number(at ?? -1)];
    if (!row) return false;
    onWhy(row);
    return true;
  };
  useShortcuts([{ keys: 'w', words: 'Why is this issue here?', group: 'Lists', run }]);
}

/** The issues that match; only those in view are in the page, more come as the end is near. */
export function Results(props: Props) {
  const { explorer, pages, language, nameOf, dim } = props;
  const { state, change, run } = explorer;
  const now = useNow(30);
  const rows = useMemo(() => pages.flatMap((page) => page.items), [pages]);
  const columns = pages[0]?.columns ?? [];
  const onWhy = (item: JqlItem) => change({ why: { key: item.key, instance: item.instance } });
  useWhyKey(rows, onWhy);
  // What was explained and is closed again gives the focus back to its row.
  const explained = state.why ? `${state.why.key}@${state.why.instance}` : null;
  useEffect(() => {
    if (explained === null) return;
    const [key] = explained.split('@');
    return () => document.querySelector<HTMLElement>(`[data-why="${key}"]`)?.focus();
  }, [explained]);
  const context: Context = {
    columns,
    nameOf,
    now,
    language,
    explained,
    onWhy,
    sort: firstSort(state.jql ?? ''),
    onSort: (sort) => run(withSort(state.jql ?? '', sort)),
  };
  const least =
    kKey +
    kSummary +
    (nameOf.size > 1 ? kInstance : 0) +
    columns.reduce((sum, column) => sum + widthOf(column), 0);
  return (
    <VirtualTable
      label="Issues that match"
      className={`${css.results} ${dim ? css.dim : ''}`}
      columns={columnsOf(context)}
      rows={rows}
      keyOf={(item) => `${item.instance}:${item.id}`}
      total={pages[0]?.total ?? -1}
      height={36}
      cardHeight={96}
      most={720}
      least={least}
      current={
        rows
          .filter((item) => explained === `${item.key}@${item.instance}`)
          .map((item) => `${item.instance}:${item.id}`)[0]
      }
      hasMore={props.hasMore}
      loadingMore={props.loadingMore}
      onMore={props.onMore}
    />
  );
}
