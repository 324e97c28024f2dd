import type { IssueFilter } from '../../api/issues';
import { decodeList, encodeList, type RawSearch } from '../../lib/list_codec';

export const kSorts = ['-updated', 'updated', '-created', 'created', 'key', '-key'] as const;
const kCategories = ['new', 'indeterminate', 'done'];

/** The list's filters as the URL holds them. */
export function parseIssues(search: RawSearch): IssueFilter {
  const sort = kSorts.find((s) => s === search.sort) ?? '-updated';
  return {
    q: search.q?.trim() ?? '',
    projects: decodeList(search.project),
    categories: decodeList(search.category).filter((c) => kCategories.includes(c)),
    types: decodeList(search.type),
    sort,
  };
}

export function formatIssues(filter: IssueFilter): RawSearch {
  const search: RawSearch = {};
  if (filter.q) search.q = filter.q;
  if (filter.projects.length) search.project = encodeList(filter.projects);
  if (filter.categories.length) search.category = encodeList(filter.categories);
  if (filter.types.length) search.type = encodeList(filter.types);
  if (filter.sort !== '-updated') search.sort = filter.sort;
  return search;
}

export function isFiltered(filter: IssueFilter): boolean {
  return (
    filter.q !== '' || filter.projects.length + filter.categories.length + filter.types.length > 0
  );
}

/** Pressing a column: its natural direction first, then the other one. */
export function nextSort(current: string, column: 'key' | 'created' | 'updated'): string {
  const first = column === 'key' ? 'key' : `-${column}`;
  const second = column === 'key' ? '-key' : column;
  return current === first ? second : first;
}

export function ariaSort(current: string, column: string): 'ascending' | 'descending' | undefined {
  if (current === column) return 'ascending';
  return current === `-${column}` ? 'descending' : undefined;
}
