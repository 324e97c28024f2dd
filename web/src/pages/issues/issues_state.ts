import type { IssueListQuery } from '../../api/issues';
import { decodeList, encodeList, type RawSearch } from '../../lib/list_codec';
import { filterQuery, oneOf, reportUnknown, type Question } from '../../scope/question';
import { kStages, type Stage } from '../mapping/words';

export const kSorts = [
  '-updated',
  'updated',
  '-created',
  'created',
  'key',
  '-key',
  '-age',
  'age',
  '-cycle',
  'cycle',
  '-priority',
  'priority',
] as const;
export type Sort = (typeof kSorts)[number];
export type SortColumn = 'updated' | 'created' | 'key' | 'age' | 'cycle' | 'priority';

export const kStatusCategories = ['new', 'indeterminate', 'done'] as const;
export type StatusCategory = (typeof kStatusCategories)[number];

/** What the list asks beside the question. */
export interface IssuesState {
  q: string;
  /** Names of statuses. */
  statuses: string[];
  statusCategories: StatusCategory[];
  stages: Stage[];
  /** `CONNECTION:ID`, or `none`. */
  assignees: string[];
  sort: Sort;
}

const kNames = ['q', 'status', 'status_category', 'stage', 'assignee', 'sort'] as const;

function known<T extends string>(
  rest: RawSearch,
  name: string,
  values: readonly T[],
  ignored: string[],
): T[] {
  const given = decodeList(rest[name]);
  for (const value of given.filter((v) => !values.some((k) => k === v))) {
    ignored.push(`Value "${value}" of "${name}" was ignored.`);
  }
  return values.filter((value) => given.includes(value));
}

export const issuesCodec = {
  parse(rest: RawSearch, ignored: string[]): IssuesState {
    ignored.push(...reportUnknown(rest, kNames));
    return {
      q: rest.q?.trim() ?? '',
      statuses: decodeList(rest.status),
      statusCategories: known(rest, 'status_category', kStatusCategories, ignored),
      stages: known(rest, 'stage', kStages, ignored),
      assignees: decodeList(rest.assignee),
      sort: oneOf(rest, 'sort', kSorts, ignored),
    };
  },
  format(state: IssuesState): RawSearch {
    const search: RawSearch = {};
    if (state.q) search.q = state.q;
    const lists = {
      status: state.statuses,
      status_category: state.statusCategories,
      stage: state.stages,
      assignee: state.assignees,
    };
    for (const [name, values] of Object.entries(lists)) {
      if (values.length > 0) search[name] = encodeList(values);
    }
    if (state.sort !== kSorts[0]) search.sort = state.sort;
    return search;
  },
};

/** Older links carried Jira's status categories as `category`; null: nothing to change. */
export function migrated(search: RawSearch): RawSearch | null {
  const given = decodeList(search.category);
  const old = given.filter((v) => kStatusCategories.some((c) => c === v));
  if (search.v !== undefined || old.length === 0) return null;
  const rest = given.filter((v) => !old.includes(v));
  const others = Object.fromEntries(Object.entries(search).filter(([name]) => name !== 'category'));
  return {
    ...others,
    status_category: encodeList(old),
    ...(rest.length > 0 && { category: encodeList(rest) }),
  };
}

/** The list as the API is asked for it. */
export function listQuery(question: Question, state: IssuesState): IssueListQuery {
  const lists = {
    status: state.statuses,
    status_category: state.statusCategories,
    stage: state.stages,
    assignee: state.assignees,
  };
  const chosen = Object.entries(lists).filter(([, values]) => values.length > 0);
  return {
    ...filterQuery(question),
    ...Object.fromEntries(chosen),
    ...(state.q && { q: state.q }),
    sort: state.sort,
  };
}

export const kNoState: IssuesState = {
  q: '',
  statuses: [],
  statusCategories: [],
  stages: [],
  assignees: [],
  sort: '-updated',
};

export function isFiltered(state: IssuesState): boolean {
  const { q, statuses, statusCategories, stages, assignees } = state;
  return (
    q !== '' || statuses.length + statusCategories.length + stages.length + assignees.length > 0
  );
}

const kDescendingFirst: readonly SortColumn[] = ['updated', 'created', 'age', 'cycle', 'priority'];

/** Pressing a column: its natural direction first, then the other one. */
export function nextSort(current: Sort, column: SortColumn): Sort {
  const down: Sort = `-${column}`;
  const first = kDescendingFirst.includes(column) ? down : column;
  const second = first === column ? down : column;
  return current === first ? second : first;
}

export function ariaSort(current: Sort, column: string): 'ascending' | 'descending' | undefined {
  if (current === column) return 'ascending';
  return current === `-${column}` ? 'descending' : undefined;
}
