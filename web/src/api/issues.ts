import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask } from './ask';
import { client, unwrap, type Schemas } from './client';
import { usePollInterval } from './live_state';

export type IssuePage = Schemas['IssuePage'];
/** Query parameters of the list, as the API names them; lists are repeated. */
export type IssueListQuery = Record<string, string | readonly string[]>;

const kPage = 200;
/** More pages than these are not loaded anew by themselves when something changes. */
const kRenewedPages = 2;

async function fetchPage(query: IssueListQuery, cursor: string, signal: AbortSignal) {
  const paged = { ...query, limit: kPage, ...(cursor && { cursor }) };
  return ask<IssuePage>('GET', '/issues', { query: paged, signal });
}

/** The list, page after page. Changes in Jira renew a short list at once; of a long one, `changed`
 *  says that there is something newer and `renew` begins again at its top. */
export function useIssueList(query: IssueListQuery) {
  const queries = useQueryClient();
  const key = ['issue-list', query];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(query, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const first = list.isPlaceholderData ? undefined : list.data?.pages[0];
  const pages = list.data?.pages.length ?? 0;
  // Named `issues`, so that the event stream asks for it anew.
  const newest = useQuery({
    queryKey: ['issues', 'head', query],
    queryFn: ({ signal }) => fetchPage(query, '', signal),
    initialData: first,
    initialDataUpdatedAt: list.dataUpdatedAt,
    staleTime: 60_000,
    refetchInterval: usePollInterval(),
    enabled: first !== undefined,
  });
  const head = newest.dataUpdatedAt > list.dataUpdatedAt ? newest.data : undefined;
  const changed = first !== undefined && head !== undefined && !sameRows(first, head);
  const short = pages <= kRenewedPages;
  useEffect(() => {
    if (!changed || !short) return;
    queries.setQueryData<InfiniteData<IssuePage, string>>(['issue-list', query], (old) =>
      old && pages === 1 ? { ...old, pages: [head] } : old,
    );
    if (pages > 1) void queries.invalidateQueries({ queryKey: ['issue-list', query] });
  }, [changed, short, pages, head, queries, query]);
  const renew = () => {
    queries.setQueryData<InfiniteData<IssuePage, string>>(
      key,
      head && { pages: [head], pageParams: [''] },
    );
  };
  return { list, changed: changed && !short, renew };
}

function sameRows(a: IssuePage, b: IssuePage): boolean {
  return a === b || (a.total === b.total && JSON.stringify(a.items) === JSON.stringify(b.items));
}

/** The address of the same list as CSV, all of it. */
export function issueCsvUrl(query: IssueListQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? (value as string[]) : [value as string]) {
      search.append(name, each);
    }
  }
  search.set('format', 'csv');
  return `/api/v1/issues?${search}`;
}

export interface IssueFilter {
  q: string;
  projects: string[];
  categories: string[];
  types: string[];
  sort: string;
}

/** The first issues of a simple filter, for short lists beside other things. */
export function useIssues(filter: IssueFilter) {
  const { q, projects, categories, types, sort } = filter;
  return useInfiniteQuery({
    queryKey: ['issues', filter],
    queryFn: ({ pageParam, signal }) =>
      fetchPage(
        { ...(q && { q }), project: projects, status_category: categories, type: types, sort },
        pageParam,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useIssue(key: string, connection: string | undefined) {
  return useQuery({
    queryKey: ['issue', key, connection ?? ''],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/issues/{key}', {
          params: { path: { key }, query: connection ? { connection } : {} },
          signal,
        }),
      ),
    refetchInterval: usePollInterval(),
  });
}

export function useProjects() {
  return useQuery({
    queryKey: ['projects'],
    queryFn: async ({ signal }) => (await unwrap(client.GET('/api/v1/projects', { signal }))).items,
    staleTime: 60_000,
  });
}
