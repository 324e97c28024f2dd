import { addDays, daysBetween, isCivilDate } from '../lib/civil_date';
import { decodeList, encodeList, type RawSearch } from '../lib/list_codec';

/**
 * The question that every number and list answers: which issues, which days, which clock. The
 * address is its only home; a page adds parameters of its own beside it (see use_question.ts).
 */
export interface Question {
  range: Range;
  /** Ids of connections; the server takes one at a time, so the page offers one. */
  connections: string[];
  projects: string[];
  /** Names of issue types. */
  types: string[];
  categories: WorkCategory[];
  /** Empty: Jira's standard level alone. */
  levels: IssueLevel[];
  priorities: string[];
  labels: string[];
  components: string[];
  /** Keys of epics. */
  epics: string[];
  /** `CONNECTION:ID`. */
  sprints: string[];
  unit: Unit;
  /** The percentile that headlines show. */
  pct: Percent;
  start: 'first' | 'last';
  /** Beside the window of equal length before it. */
  compare: boolean;
  /** Id of the saved view this question came from; no part of what is asked. */
  view: string | null;
}

export type Range =
  { kind: 'rolling'; weeks: number } | { kind: 'fixed'; from: string; to: string };
export type Unit = 'calendar' | 'working';

export const kRollingWeeks = [4, 12, 26, 52] as const;
export const kMostRollingWeeks = 520;
export const kPercents = [50, 70, 85, 95] as const;
export type Percent = (typeof kPercents)[number];
export const kWorkCategories = [
  'feature',
  'bug',
  'chore',
  'discovery',
  'incident',
  'other',
] as const;
export type WorkCategory = (typeof kWorkCategories)[number];
export const kIssueLevels = ['standard', 'subtask', 'epic'] as const;
export type IssueLevel = (typeof kIssueLevels)[number];

/** Of addresses: raised when a parameter changes its meaning; old ones stay readable. */
export const kAddressVersion = '1';

export const kDefaultQuestion: Question = {
  range: { kind: 'rolling', weeks: 12 },
  connections: [],
  projects: [],
  types: [],
  categories: [],
  levels: [],
  priorities: [],
  labels: [],
  components: [],
  epics: [],
  sprints: [],
  unit: 'calendar',
  pct: 85,
  start: 'first',
  compare: false,
  view: null,
};

/** The filters of a question: member and its name in addresses and in the API. */
export const kFilterNames = {
  connections: 'connection',
  projects: 'project',
  types: 'type',
  categories: 'category',
  levels: 'level',
  priorities: 'priority',
  labels: 'label',
  components: 'component',
  epics: 'epic',
  sprints: 'sprint',
} as const;
export type FilterMember = keyof typeof kFilterNames;
export const kFilterMembers = Object.keys(kFilterNames) as FilterMember[];

const kOwn = new Set<string>([
  ...Object.values(kFilterNames),
  ...['v', 'range', 'from', 'to', 'unit', 'pct', 'start', 'compare', 'saved'],
]);

export interface ParsedQuestion {
  question: Question;
  /** One sentence for each part of the address that was not understood. */
  ignored: string[];
  /** What is no parameter of the question: the page's own; what it does not know, it reports. */
  rest: RawSearch;
}

/** Reads the question's part of an address. Never fails: what is not understood is reported. */
export function parseQuestion(search: RawSearch): ParsedQuestion {
  const ignored: string[] = [];
  const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !kOwn.has(name)));
  if (search.v !== undefined && search.v !== kAddressVersion) {
    ignored.push(`This link is of version ${search.v}; it was read as version ${kAddressVersion}.`);
  }
  const question: Question = {
    range: parseRange(search, ignored),
    connections: oneConnection(decodeList(search.connection), ignored),
    projects: decodeList(search.project),
    types: decodeList(search.type),
    categories: known(search, 'category', kWorkCategories, ignored),
    levels: known(search, 'level', kIssueLevels, ignored),
    priorities: decodeList(search.priority),
    labels: decodeList(search.label),
    components: decodeList(search.component),
    epics: decodeList(search.epic),
    sprints: decodeList(search.sprint),
    unit: parseUnit(search.unit, ignored),
    pct: parsePercent(search.pct, ignored),
    start: oneOf(search, 'start', ['first', 'last'], ignored),
    compare: oneOf(search, 'compare', ['0', '1'], ignored) === '1',
    view: search.saved ?? null,
  };
  return { question, ignored, rest };
}

function parseRange(search: RawSearch, ignored: string[]): Range {
  const { range, from, to } = search;
  if (from !== undefined || to !== undefined) {
    if (isCivilDate(from) && isCivilDate(to) && from <= to) return { kind: 'fixed', from, to };
    ignored.push('The dates in the link were not understood; showing 12 weeks.');
    return kDefaultQuestion.range;
  }
  if (range === undefined) return kDefaultQuestion.range;
  const weeks = Number(/^([1-9]\d{0,2})w$/.exec(range)?.[1] ?? NaN);
  if (weeks <= kMostRollingWeeks) return { kind: 'rolling', weeks };
  ignored.push(`Range "${range}" was ignored; showing 12 weeks.`);
  return kDefaultQuestion.range;
}

function oneConnection(ids: string[], ignored: string[]): string[] {
  if (ids.length > 1) {
    ignored.push('One connection can be asked at a time; the first of the link is shown.');
  }
  return ids.slice(0, 1);
}

function known<T extends string>(
  search: RawSearch,
  name: string,
  values: readonly T[],
  ignored: string[],
): T[] {
  const given = decodeList(search[name]);
  for (const value of given.filter((v) => !values.some((k) => k === v))) {
    ignored.push(`Value "${value}" of "${name}" was ignored.`);
  }
  return values.filter((value) => given.includes(value));
}

/** `wd` and `d` are read too: short forms of older links. */
function parseUnit(given: string | undefined, ignored: string[]): Unit {
  if (given === undefined || given === 'calendar' || given === 'd') return 'calendar';
  if (given === 'working' || given === 'wd') return 'working';
  ignored.push(`Value "${given}" of "unit" was ignored.`);
  return kDefaultQuestion.unit;
}

function parsePercent(given: string | undefined, ignored: string[]): Percent {
  const found = kPercents.find((p) => String(p) === given);
  if (found === undefined && given !== undefined) {
    ignored.push(`Value "${given}" of "pct" was ignored.`);
  }
  return found ?? kDefaultQuestion.pct;
}

/** One of `values`, the first when absent; anything else is reported. */
export function oneOf<T extends string>(
  search: RawSearch,
  name: string,
  values: readonly [T, ...T[]],
  ignored: string[],
): T {
  const given = search[name];
  const found = values.find((value) => value === given);
  if (found === undefined && given !== undefined) {
    ignored.push(`Value "${given}" of "${name}" was ignored.`);
  }
  return found ?? values[0];
}

/** A sentence for each parameter of `rest` that the page does not know either. */
export function reportUnknown(rest: RawSearch, names: readonly string[]): string[] {
  return Object.keys(rest)
    .filter((name) => !names.includes(name))
    .map((name) => `Filter "${name}" was ignored.`);
}

/** The shortest query that means `question`; defaults are left out except version and range. */
export function formatQuestion(question: Question): RawSearch {
  const search: RawSearch = { v: kAddressVersion };
  if (question.range.kind === 'rolling') search.range = `${question.range.weeks}w`;
  else Object.assign(search, { from: question.range.from, to: question.range.to });
  for (const member of kFilterMembers) {
    const values = question[member];
    if (values.length > 0) search[kFilterNames[member]] = encodeList(values);
  }
  if (question.unit !== kDefaultQuestion.unit) search.unit = question.unit;
  if (question.pct !== kDefaultQuestion.pct) search.pct = String(question.pct);
  if (question.start !== kDefaultQuestion.start) search.start = question.start;
  if (question.compare) search.compare = '1';
  if (question.view) search.saved = question.view;
  return search;
}

export interface Window {
  from: string;
  to: string;
}

/** The civil dates a range stands for, both included. */
export function resolveRange(range: Range, today: string): Window {
  if (range.kind === 'fixed') return { from: range.from, to: range.to };
  return { from: addDays(today, 1 - 7 * range.weeks), to: today };
}

/** The window of equal length that many windows away: -1 is the one before. */
export function shiftWindow(window: Window, windows: number): Window {
  const days = daysBetween(window.from, window.to) * windows;
  return { from: addDays(window.from, days), to: addDays(window.to, days) };
}

/** The question one window earlier or later; what would reach into tomorrow ends today. */
export function stepQuestion(question: Question, windows: number, today: string): Question {
  const now = resolveRange(question.range, today);
  const next = shiftWindow(now, windows);
  if (next.to > today) {
    if (now.to >= today) return question;
    const days = daysBetween(now.from, now.to);
    return { ...question, range: { kind: 'fixed', from: addDays(today, 1 - days), to: today } };
  }
  return { ...question, range: { kind: 'fixed', ...next } };
}

/** The same question with its dates written out, for a link that must not drift. */
export function frozen(question: Question, today: string): Question {
  return { ...question, range: { kind: 'fixed', ...resolveRange(question.range, today) } };
}

/** Without these filters (all of them by default); dates, clock and statistic stay. */
export function withoutFilters(
  question: Question,
  members: readonly FilterMember[] = kFilterMembers,
): Question {
  const cleared = { ...question };
  for (const member of members) cleared[member] = [];
  return cleared;
}

export function filterCount(
  question: Question,
  members: readonly FilterMember[] = kFilterMembers,
): number {
  return members.reduce((sum, member) => sum + question[member].length, 0);
}

/** The question as the API takes it. `previous`: the window of equal length before it. */
export function questionQuery(question: Question, today: string, previous = false) {
  const now = resolveRange(question.range, today);
  return {
    ...(previous ? shiftWindow(now, -1) : now),
    ...filterQuery(question),
    unit: question.unit,
    start: question.start,
  };
}

export type QuestionQuery = ReturnType<typeof questionQuery>;

/** The filters alone, for lists that have no dates; absent where nothing is chosen. */
export function filterQuery(question: Question) {
  const { connections, projects, types, categories, levels } = question;
  const { priorities, labels, components, epics, sprints } = question;
  return {
    ...(connections[0] !== undefined && { connection: connections[0] }),
    ...(projects.length > 0 && { project: projects }),
    ...(types.length > 0 && { type: types }),
    ...(categories.length > 0 && { category: categories }),
    ...(levels.length > 0 && { level: levels }),
    ...(priorities.length > 0 && { priority: priorities }),
    ...(labels.length > 0 && { label: labels }),
    ...(components.length > 0 && { component: components }),
    ...(epics.length > 0 && { epic: epics }),
    ...(sprints.length > 0 && { sprint: sprints }),
  };
}
