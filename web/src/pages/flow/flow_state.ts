import { decodeList, encodeList, type RawSearch } from '../../lib/list_codec';

/** Everything that changes the picture of the Flow page; the URL is its only home. */
export interface FlowState {
  range: Range;
  projects: string[];
  types: string[];
  start: 'first' | 'last';
  scale: 'linear' | 'log';
  view: 'chart' | 'table';
  /** Key of the issue in the side panel. */
  item: string | null;
  /** Is "How was this counted?" open? */
  how: boolean;
}

export type Range =
  { kind: 'rolling'; weeks: RollingWeeks } | { kind: 'fixed'; from: string; to: string };

export const kRollingWeeks = [4, 12, 26, 52] as const;
export type RollingWeeks = (typeof kRollingWeeks)[number];

export const kFlowVersion = '1';

export const kDefaultFlow: FlowState = {
  range: { kind: 'rolling', weeks: 12 },
  projects: [],
  types: [],
  start: 'first',
  scale: 'linear',
  view: 'chart',
  item: null,
  how: false,
};

export interface ParsedFlow {
  state: FlowState;
  /** One sentence for each part of the address that was not understood. */
  ignored: string[];
}

const kKnown = [
  'v',
  'range',
  'from',
  'to',
  'project',
  'type',
  'start',
  'scale',
  'view',
  'item',
  'how',
];

export function parseFlow(search: RawSearch): ParsedFlow {
  const ignored: string[] = [];
  for (const name of Object.keys(search)) {
    if (!kKnown.includes(name)) ignored.push(`Filter "${name}" was ignored.`);
  }
  const version = search.v;
  if (version !== undefined && version !== kFlowVersion) {
    ignored.push(`This link is of version ${version}; it was read as version ${kFlowVersion}.`);
  }
  const state: FlowState = {
    range: parseRange(search, ignored),
    projects: decodeList(search.project),
    types: decodeList(search.type),
    start: oneOf(search, 'start', ['first', 'last'], ignored),
    scale: oneOf(search, 'scale', ['linear', 'log'], ignored),
    view: oneOf(search, 'view', ['chart', 'table'], ignored),
    item: search.item ?? null,
    how: search.how === '1',
  };
  return { state, ignored };
}

function parseRange(search: RawSearch, ignored: string[]): Range {
  const { range, from, to } = search;
  if (from !== undefined || to !== undefined) {
    if (isCivilDate(from) && isCivilDate(to) && from <= to) return { kind: 'fixed', from, to };
    ignored.push('The dates in the link were not understood; showing 12 weeks.');
    return kDefaultFlow.range;
  }
  if (range === undefined) return kDefaultFlow.range;
  const weeks = kRollingWeeks.find((w) => `${w}w` === range);
  if (weeks) return { kind: 'rolling', weeks };
  ignored.push(`Range "${range}" was ignored; showing 12 weeks.`);
  return kDefaultFlow.range;
}

function oneOf<T extends string>(
  search: RawSearch,
  name: string,
  values: readonly [T, ...T[]],
  ignored: string[],
): T {
  const given = search[name];
  const known = values.find((value) => value === given);
  if (known === undefined && given !== undefined) {
    ignored.push(`Value "${given}" of "${name}" was ignored.`);
  }
  return known ?? values[0];
}

export function isCivilDate(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The shortest query that means `state`; defaults are left out except version and range. */
export function formatFlow(state: FlowState): RawSearch {
  const search: RawSearch = { v: kFlowVersion };
  if (state.range.kind === 'rolling') search.range = `${state.range.weeks}w`;
  else Object.assign(search, { from: state.range.from, to: state.range.to });
  if (state.projects.length) search.project = encodeList(state.projects);
  if (state.types.length) search.type = encodeList(state.types);
  if (state.start !== 'first') search.start = state.start;
  if (state.scale !== 'linear') search.scale = state.scale;
  if (state.view !== 'chart') search.view = state.view;
  if (state.item) search.item = state.item;
  if (state.how) search.how = '1';
  return search;
}

/** Today in a time zone as a civil date. */
export function todayIn(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(now);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The civil dates a range stands for, both included. */
export function resolveRange(range: Range, today: string): { from: string; to: string } {
  if (range.kind === 'fixed') return { from: range.from, to: range.to };
  return { from: addDays(today, -7 * range.weeks), to: today };
}

/** The same picture with its dates written out, for a link that must not drift. */
export function frozen(state: FlowState, today: string): FlowState {
  return { ...state, range: { kind: 'fixed', ...resolveRange(state.range, today) } };
}
