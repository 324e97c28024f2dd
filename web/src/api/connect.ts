import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';
import { storeConnection } from './connections';

export type SiteReport = Schemas['SiteReport'];
export type KeyVerdict = Schemas['KeyVerdict'];
export type FilterReport = Schemas['FilterReport'];
export type FilterSample = FilterReport['samples'][number];
export type VerifyReport = Schemas['VerifyReport'];
export type VerifyRow = Schemas['VerifyRow'];
export type VerifySample = VerifyReport['samples'][number];
export type Diagnosis = Schemas['Diagnosis'];
export type Finding = Schemas['Finding'];
export type Writes = Schemas['Writes'];
export type QuietHours = Schemas['QuietHours'];

/** Where a question to Jira signs in: a draft (keyed by `identity`, never by its token) or an id. */
export interface JiraSource {
  identity: string;
  request: Pick<Schemas['ProjectQuery'], 'sign_in' | 'connection'>;
}
export type ProjectSource = JiraSource;

const kFresh = 60_000;

/** What is at an address, before anybody signs in. Failures are kept too: the address is wrong
 *  until it is changed or asked again on purpose. */
export function siteQuery(ask: Schemas['SiteQuery']) {
  return queryOptions({
    queryKey: ['jira-site', ask],
    queryFn: ({ signal }) =>
      unwrap(client.POST('/api/v1/connections/jira/detect', { body: ask, signal })),
    staleTime: 5 * kFresh,
    retry: false,
  });
}

export function useSite(ask: Schemas['SiteQuery'], wanted: boolean) {
  return useQuery({ ...siteQuery(ask), enabled: wanted, refetchOnWindowFocus: false });
}

export function useCheckJira() {
  return useMutation({
    mutationFn: (body: Schemas['CheckRequest']) =>
      unwrap(client.POST('/api/v1/connections/jira/check', { body })),
  });
}

export function useConnectJira() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['ConnectRequest']) =>
      unwrap(client.POST('/api/v1/connections/jira', { body })),
    onSuccess: (connection) => storeConnection(queries, connection),
  });
}

function fetchProjects(
  source: JiraSource,
  page: { query: string; cursor: string; limit: number },
  signal?: AbortSignal,
) {
  const { query, cursor, limit } = page;
  return unwrap(
    client.POST('/api/v1/connections/jira/projects', {
      body: { ...source.request, query, limit, ...(cursor && { cursor }) },
      ...(signal && { signal }),
    }),
  );
}

export function useJiraProjects(source: JiraSource, query: string) {
  return useInfiniteQuery({
    queryKey: ['jira-projects', source.identity, query],
    queryFn: ({ pageParam, signal }) =>
      fetchProjects(source, { query, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: kFresh,
  });
}

/** The keys of all projects that match, page by page; `onCount` is told how many there are yet. */
export async function fetchMatchingKeys(
  source: JiraSource,
  query: string,
  onCount: (count: number) => void,
): Promise<string[]> {
  const keys: string[] = [];
  let cursor = '';
  do {
    const page = await fetchProjects(source, { query, cursor, limit: 100 });
    keys.push(...page.items.map((project) => project.key));
    onCount(keys.length);
    cursor = page.next_cursor ?? '';
  } while (cursor !== '');
  return keys;
}

export const kMostKeys = 200;

/** Typed keys, each by itself; one that is unknown does not stop the rest. At most `kMostKeys`. */
export function useKeyCheck(source: JiraSource) {
  return useMutation({
    mutationFn: async (keys: string[]) =>
      (
        await unwrap(
          client.POST('/api/v1/connections/jira/keys', { body: { ...source.request, keys } }),
        )
      ).items,
  });
}

export function filterQuery(source: JiraSource, jql: string, projectKeys: string[]) {
  return queryOptions({
    queryKey: ['jira-filter', source.identity, jql, projectKeys],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST('/api/v1/connections/jira/filter', {
          body: { ...source.request, jql, project_keys: projectKeys },
          signal,
        }),
      ),
    staleTime: kFresh,
    retry: false,
  });
}

/** What Jira says of a filter: right or where not, how many issues it admits, a few of them. */
export function useFilterCheck(
  source: JiraSource,
  jql: string,
  projectKeys: string[],
  wanted = jql !== '',
) {
  return useQuery({
    ...filterQuery(source, jql, projectKeys),
    enabled: wanted,
    refetchOnWindowFocus: false,
  });
}

/** Asks Jira again on every load of the page, so it is not kept long. */
export function useVerify(id: string) {
  return useQuery({
    queryKey: ['verify', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/connections/{id}/verify', { params: { path: { id } }, signal })),
    refetchOnWindowFocus: false,
    retry: false,
  });
}

/** Why a connection brings nothing, or less than expected. `ask`: Jira is asked too. */
export function useDiagnosis(id: string, ask: boolean) {
  return useQuery({
    queryKey: ['connection', id, 'diagnosis', ask],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/connections/{id}/diagnosis', {
          params: { path: { id }, query: { ask: ask ? 'true' : 'false' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    retry: false,
  });
}
