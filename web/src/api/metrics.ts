import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { markQuery, type MarkRef } from '../charts/mark_ref';
import { client, unwrap } from './client';
import type { ItemsAnswer } from './flow_answers';
import { usePollInterval } from './live_state';
import type { paths } from './schema';

const kBase = '/api/v1/metrics/flow';

export type FlowMetric =
  | 'cycle-time'
  | 'throughput'
  | 'mix'
  | 'wip'
  | 'aging'
  | 'cumulative'
  | 'time-in-status'
  | 'efficiency'
  | 'reopen';

type GetOf<M extends FlowMetric | 'items'> = paths[`/api/v1/metrics/flow/${M}`]['get'];
export type AnswerOf<M extends FlowMetric> =
  GetOf<M>['responses'][200]['content']['application/json'];
/** The question in the API's names (scope/question.ts), and what one metric takes beside it. */
export type MetricQuery = NonNullable<GetOf<'wip'>['parameters']['query']>;
export type QueryOf<M extends FlowMetric | 'items'> = NonNullable<GetOf<M>['parameters']['query']>;

/** The routes differ only in their last part; what they take and answer is typed above. */
type Ask = (
  path: string,
  init: { params: { query: object }; signal: AbortSignal },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const ask = client.GET as unknown as Ask;

/** One number of the flow family. Off (`enabled` false) it keeps what it has and asks nothing. */
export function useFlowMetric<M extends FlowMetric>(metric: M, query: QueryOf<M>, enabled = true) {
  const poll = usePollInterval();
  return useQuery({
    queryKey: ['metrics', 'flow', metric, query],
    queryFn: ({ signal }) =>
      unwrap(ask(`${kBase}/${metric}`, { params: { query }, signal })) as Promise<AnswerOf<M>>,
    placeholderData: keepPreviousData,
    refetchInterval: enabled ? poll : false,
    enabled,
  });
}

export type ItemsSort = '-seconds' | 'seconds' | '-at' | 'at' | 'key';
const kItemsPage = 100;

/** The issues behind a number or a mark, a page at a time. */
export function useItems(mark: MarkRef | null, query: MetricQuery, sort: ItemsSort | null) {
  const poll = usePollInterval();
  return useInfiniteQuery({
    queryKey: ['metrics', 'items', mark, query, sort],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        ask(`${kBase}/items`, {
          params: {
            query: {
              ...query,
              ...(mark ? markQuery(mark) : {}),
              ...(sort && { sort }),
              limit: kItemsPage,
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ) as Promise<ItemsAnswer>,
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: poll,
    enabled: mark !== null,
  });
}

function search(query: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const all = (Array.isArray(value) ? value : [value]) as (string | number | undefined)[];
    for (const one of all) if (one !== undefined) params.append(name, String(one));
  }
  return params.toString();
}

/** The address of the same numbers as CSV. */
export function metricCsvUrl<M extends FlowMetric>(metric: M, query: QueryOf<M>): string {
  return `${kBase}/${metric}?${search({ ...query, format: 'csv' })}`;
}

/** The address of every issue behind a number or a mark as CSV. */
export function itemsCsvUrl(mark: MarkRef, query: MetricQuery): string {
  const all = { ...query, ...markQuery(mark), format: 'csv' };
  return `${kBase}/items?${search(all)}`;
}
