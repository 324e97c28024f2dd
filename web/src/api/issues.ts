import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client, unwrap } from './client';
import { usePollInterval } from './live_state';

export interface IssueFilter {
  q: string;
  projects: string[];
  categories: string[];
  types: string[];
  sort: string;
}

export function useIssues(filter: IssueFilter) {
  return useInfiniteQuery({
    queryKey: ['issues', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/issues', {
          params: {
            query: {
              ...(filter.q && { q: filter.q }),
              project: filter.projects,
              status_category: filter.categories,
              type: filter.types,
              sort: filter.sort,
              limit: 100,
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
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
