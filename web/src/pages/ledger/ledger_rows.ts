import type { LedgerRow } from '../../api/ledger';
import type { RawSearch } from '../../lib/list_codec';
import { rowStateChoices } from './ledger_words';

export const kSorts = ['key', 'state', 'theirs', 'ours', 'looked', 'proven', 'open'] as const;
export type SortBy = (typeof kSorts)[number];

export interface Sort {
  by: SortBy;
  down: boolean;
}

/** What the tab shows, in its address. */
export interface LedgerState {
  find: string;
  state: string;
  sort: Sort;
  /** Account of a project whose panel is open. */
  project: string;
  /** Differences: only open ones. */
  open: boolean;
}

const kFirst: Sort = { by: 'state', down: false };

export function parseLedger(search: RawSearch): LedgerState {
  const text = search.sort ?? '';
  const by = kSorts.find((each) => each === text.replace(/^-/, ''));
  return {
    find: search.find ?? '',
    state: rowStateChoices.some((choice) => choice.value === search.state)
      ? (search.state ?? '')
      : '',
    sort: by ? { by, down: text.startsWith('-') } : kFirst,
    project: search.project ?? '',
    open: search.differences === 'open',
  };
}

export function formatLedger({ find, state, sort, project, open }: LedgerState): RawSearch {
  const plain = sort.by === kFirst.by && sort.down === kFirst.down;
  return {
    tab: 'ledger',
    ...(find && { find }),
    ...(state && { state }),
    ...(!plain && { sort: `${sort.down ? '-' : ''}${sort.by}` }),
    ...(project && { project }),
    ...(open && { differences: 'open' }),
  };
}

/** Those that need an eye first. */
const kOrder: readonly LedgerRow['state'][] = [
  'differs',
  'cannot',
  'unproven',
  'nothing_new',
  'proven',
];

type Value = string | number | null;

function valueOf(row: LedgerRow, by: SortBy): Value {
  if (by === 'state') return kOrder.indexOf(row.state);
  return row[by];
}

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  // What is not known comes last, whatever the direction.
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

export function sortRows(rows: readonly LedgerRow[], { by, down }: Sort): LedgerRow[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [valueOf(a, by), valueOf(b, by)];
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1;
    } else {
      const found = compare(x, y) * (down ? -1 : 1);
      if (found !== 0) return found;
    }
    return compare(nameOf(a), nameOf(b));
  });
}

export function findRows(rows: readonly LedgerRow[], find: string, state: string): LedgerRow[] {
  const text = find.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (state === '' || row.state === state) &&
      (text === '' || `${row.key} ${row.account}`.toLowerCase().includes(text)),
  );
}

/** The same column again turns it; a number or an instant begins with the largest. */
export function nextSort(sort: Sort, by: SortBy): Sort {
  if (sort.by === by) return { by, down: !sort.down };
  return { by, down: by === 'theirs' || by === 'ours' || by === 'open' };
}

export function nameOf(row: Pick<LedgerRow, 'key' | 'account'>): string {
  return row.key || `Project ${row.account}`;
}

export interface Asked {
  /** Keys of projects; empty: all. */
  keys: readonly string[];
  /** When each account was last compared in full, at the moment of asking. */
  before: ReadonlyMap<string, string | null>;
}

/** How far a proof that was asked for is: what cannot be compared is not waited for. */
export function provedOf(rows: readonly LedgerRow[], { keys, before }: Asked) {
  const wanted = rows.filter((row) => keys.length === 0 || keys.includes(row.key));
  const done = wanted.filter(
    (row) => row.state === 'cannot' || row.census !== (before.get(row.account) ?? null),
  );
  return { done: done.length, total: wanted.length };
}

/** Jira's count against ours: `12 more in Jira`; empty when equal or unknown. */
export function gapWords({ theirs, ours }: Pick<LedgerRow, 'theirs' | 'ours'>): string {
  if (theirs === null || theirs === ours) return '';
  const n = Math.abs(theirs - ours).toLocaleString('en-US');
  return theirs > ours ? `${n} more in Jira` : `${n} more here`;
}
