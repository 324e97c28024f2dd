import { decodeList, encodeList, type RawSearch } from '../../lib/list_codec';
import { reportUnknown } from '../../scope/question';

/** What the issues are summed up by: the values of a column, or its spread. */
export interface Summing {
  kind: 'group' | 'hist';
  column: string;
}

/** Whose fate is explained. */
export interface Why {
  key: string;
  /** Id of the connection; '' where the key alone says it. */
  instance: string;
}

/** Everything that changes the picture; all of it is in the address. */
export interface JqlState {
  /** What was run; null: nothing yet. */
  jql: string | null;
  /** Ids of connections; empty: all. */
  instances: string[];
  columns: string[];
  summing: Summing | null;
  /** The summary as table or chart; null: as is usual for it. */
  table: boolean | null;
  why: Why | null;
  /** The saved view that this came from. */
  saved: string | null;
}

export const kFirstColumns = ['type', 'status', 'priority', 'assignee', 'updated', 'cycleTime'];
export const kMostColumns = 24;

const kNames = ['v', 'jql', 'instances', 'columns', 'group', 'hist', 'as', 'why', 'saved'];
const kKey = /^[A-Za-z][A-Za-z0-9_]*-\d+$/;

function parseWhy(text: string | undefined, ignored: string[]): Why | null {
  if (text === undefined || text === '') return null;
  const [key = '', instance = ''] = text.split('@');
  if (kKey.test(key)) return { key: key.toUpperCase(), instance };
  ignored.push(`“${text}” is no key of an issue.`);
  return null;
}

function parseSumming(search: RawSearch): Summing | null {
  if (search.group) return { kind: 'group', column: search.group };
  return search.hist ? { kind: 'hist', column: search.hist } : null;
}

/** `ignored` takes a sentence for each part that is not understood. */
export function parseState(search: RawSearch, ignored: string[] = []): JqlState {
  ignored.push(...reportUnknown(search, kNames));
  const jql = search.jql?.trim() ?? '';
  const columns = decodeList(search.columns).slice(0, kMostColumns);
  return {
    jql: jql === '' ? null : jql,
    instances: decodeList(search.instances),
    columns: columns.length > 0 ? columns : [...kFirstColumns],
    summing: parseSumming(search),
    table: search.as === 'table' ? true : search.as === 'chart' ? false : null,
    why: parseWhy(search.why, ignored),
    saved: search.saved ?? null,
  };
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** The shortest query that means the state. */
export function formatState(state: JqlState): RawSearch {
  const { jql, instances, columns, summing, table, why, saved } = state;
  const search: RawSearch = {};
  if (jql !== null) search.jql = jql;
  if (instances.length > 0) search.instances = encodeList(instances);
  if (!same(columns, kFirstColumns)) search.columns = encodeList(columns);
  if (summing) search[summing.kind] = summing.column;
  if (summing && table !== null) search.as = table ? 'table' : 'chart';
  if (why) search.why = why.instance === '' ? why.key : `${why.key}@${why.instance}`;
  if (saved) search.saved = saved;
  return search;
}

/** The key in what a person typed or pasted, an address of an issue included; null: none. */
export function keyIn(text: string): string | null {
  const found = /(?:^|[\s/])([A-Za-z][A-Za-z0-9_]*-\d+)(?=$|[\s/?#])/.exec(text.trim());
  return found?.[1]?.toUpperCase() ?? null;
}
