import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask } from './ask';
import { client, unwrap, type Schemas } from './client';
import { usePollInterval } from './live_state';
import { ApiProblem } from './problem';

export type JqlProblem = Schemas['JqlProblem'];
export type JqlNotice = Schemas['JqlNotice'];
export type JqlCheck = Schemas['JqlCheck'];
export type JqlCheckRequest = Schemas['JqlCheckRequest'];
export type JqlCompletion = Schemas['JqlCompletion'];
export type JqlLanguage = Schemas['JqlLanguage'];
export type JqlField = Schemas['JqlField'];
export type JqlColumn = Schemas['JqlColumn'];
export type JqlCell = Schemas['JqlCell'];
export type JqlItem = Schemas['JqlItem'];
export type JqlPage = Schemas['JqlPage'];
export type JqlInstanceCount = Schemas['JqlInstanceCount'];
export type JqlUndecidedClause = Schemas['JqlUndecidedClause'];
export type JqlSummary = Schemas['JqlSummary'];
export type JqlBin = Schemas['JqlBin'];
export type JqlClause = Schemas['JqlClause'];
export type JqlExplanation = Schemas['JqlExplanation'];
export type JqlSaved = Schemas['JqlSaved'];
export type JqlSecondOpinion = Schemas['JqlSecondOpinion'];

/** What the language has here; kept for the session, so that names complete without the server. */
export const languageQuery = queryOptions({
  queryKey: ['jql-language'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/v1/jql/language', { signal })),
  staleTime: 5 * 60_000,
  gcTime: Infinity,
});

export function useLanguage() {
  return useQuery(languageQuery);
}

export function fetchCheck(body: JqlCheckRequest, signal?: AbortSignal): Promise<JqlCheck> {
  return unwrap(client.POST('/api/v1/jql/validate', { body, ...(signal && { signal }) }));
}

/** What the server makes of a text: a query or not, and per instance what is unknown. */
export function useCheck(body: JqlCheckRequest, wanted: boolean) {
  return useQuery({
    queryKey: ['jql-check', body],
    queryFn: ({ signal }) => fetchCheck(body, signal),
    enabled: wanted,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
}

/** A query as it is asked: its text, and the instances when not all. */
export interface Asked {
  jql: string;
  instances: readonly string[];
}

function bodyOf({ jql, instances }: Asked) {
  return { jql, ...(instances.length > 0 && { instances: [...instances] }) };
}

const kPage = 100;

async function fetchPage(
  asked: Asked,
  columns: readonly string[],
  cursor: string,
  signal: AbortSignal,
): Promise<JqlPage> {
  const paged = { columns: [...columns], limit: kPage, ...(cursor && { cursor }) };
  const body = { ...bodyOf(asked), ...paged };
  return unwrap(client.POST('/api/v1/jql/search', { body, signal }));
}

const kNobody: Asked = { jql: '', instances: [] };

/** The issues that match, page after page. News renew a list of one page at once; of a longer one,
 *  `changed` says that there is something newer and `renew` begins again at its top. */
export function useJqlSearch(asked: Asked | null, columns: readonly string[]) {
  const queries = useQueryClient();
  const key = ['jql-list', asked, columns];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(asked ?? kNobody, columns, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: asked !== null,
    staleTime: 60_000,
    retry: false,
  });
  const first = list.isPlaceholderData ? undefined : list.data?.pages[0];
  const newest = useQuery({
    // Named `jql`, so that the event stream asks for it anew.
    queryKey: ['jql', 'head', asked, columns],
    queryFn: ({ signal }) => fetchPage(asked ?? kNobody, columns, '', signal),
    initialData: first,
    initialDataUpdatedAt: list.dataUpdatedAt,
    staleTime: 60_000,
    refetchInterval: usePollInterval(),
    enabled: first !== undefined,
    retry: false,
  });
  const head = newest.dataUpdatedAt > list.dataUpdatedAt ? newest.data : undefined;
  const changed = first !== undefined && head !== undefined && !sameAnswer(first, head);
  const short = (list.data?.pages.length ?? 0) <= 1;
  const renew = () => {
    if (!head) return;
    queries.setQueryData<InfiniteData<JqlPage, string>>(key, { pages: [head], pageParams: [''] });
  };
  useEffect(() => {
    if (changed && short) renew();
  });
  return { list, changed: changed && !short, renew };
}

function sameAnswer(a: JqlPage, b: JqlPage): boolean {
  const answer = ({ total, undecided, items }: JqlPage) =>
    JSON.stringify([total, undecided, items]);
  return a === b || answer(a) === answer(b);
}

export type SummaryBy = { group_by: string } | { histogram: string };

/** The same issues by the values of one column. */
export function useJqlSummary(asked: Asked | null, by: SummaryBy | null) {
  return useQuery({
    queryKey: ['jql', 'summary', asked, by],
    queryFn: ({ signal }) => {
      const body = { ...bodyOf(asked ?? kNobody), ...by };
      return unwrap(client.POST('/api/v1/jql/summary', { body, signal }));
    },
    enabled: asked !== null && by !== null,
    placeholderData: (before) => (before && sameColumn(before, by) ? before : undefined),
    staleTime: 30_000,
    retry: false,
  });
}

function sameColumn(summary: JqlSummary, by: SummaryBy | null): boolean {
  const wanted = by === null ? '' : 'group_by' in by ? by.group_by : by.histogram;
  return summary.column.name === wanted;
}

/** Why an issue matches or not. */
export function useExplain(jql: string, issue: string, instance: string | undefined) {
  return useQuery({
    queryKey: ['jql', 'explain', jql, issue, instance],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST('/api/v1/jql/explain', {
          body: { jql, issue, ...(instance && { instance }) },
          signal,
        }),
      ),
    enabled: issue !== '',
    retry: false,
    staleTime: 15_000,
  });
}

/** What one Jira counts for the query, beside the count here. Asks Jira, so never by itself. */
export function useAskJira() {
  return useMutation({
    mutationFn: (body: { jql: string; instance: string }) =>
      unwrap(client.POST('/api/v1/jql/ask-jira', { body })),
  });
}

/** The saved queries with their present counts. */
export function useSavedQueries(enabled = true) {
  return useQuery({
    queryKey: ['jql', 'saved'],
    queryFn: async ({ signal }) =>
      (await unwrap(client.GET('/api/v1/jql/saved', { signal }))).items,
    enabled,
    staleTime: 15_000,
    refetchInterval: usePollInterval(),
  });
}

/** The whole answer as a file's text; refused with 409 while issues are undecided. */
export function fetchCsv(asked: Asked, columns: readonly string[], accept: boolean) {
  const body = {
    ...bodyOf(asked),
    columns: [...columns],
    format: 'csv',
    ...(accept && { accept_undecided: true }),
  };
  return ask<string>('POST', '/jql/search', { body, parseAs: 'text' });
}

/** The part of a refusal that says where the query is wrong; null when it is about something else. */
export function jqlProblemOf(error: unknown): JqlProblem | null {
  return error instanceof ApiProblem ? (error.problem.jql ?? null) : null;
}
