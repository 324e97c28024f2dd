import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

/** The delivery log, and the webhook check. */
export type Delivery = Schemas['DeliveryEntry'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type DeliveryPage = Schemas['DeliveryPage'];
export type WebhookCheck = Schemas['WebhookCheck'];
export type WebhookCheckRow = Schemas['WebhookCheckRow'];
export type ReplayResult = NonNullable<Schemas['ReplayBody']['result']>;

/** What a page of the log is asked with. `within`: rolling, seconds before now. */
export interface DeliveryAsk {
  result: string;
  event: string;
  issue: string;
  from: string;
  to: string;
  within: number;
}

const kDeliveryPage = 50;
/** The most that the server gives in one answer. */
const kMostCounted = 200;
const kNewestMs = 4000;
const kCheckMs = 1000;

function queryOf({ within, ...ask }: DeliveryAsk): Record<string, string> {
  const from = within > 0 ? new Date(Date.now() - within * 1000).toISOString() : ask.from;
  return Object.fromEntries(Object.entries({ ...ask, from }).filter(([, value]) => value !== ''));
}

interface PageAsk {
  cursor: string;
  limit: number;
  signal: AbortSignal;
}

function fetchPage(id: string, ask: DeliveryAsk, { cursor, limit, signal }: PageAsk) {
  return unwrap(
    client.GET('/api/v1/connections/{id}/deliveries', {
      params: {
        path: { id },
        query: { ...queryOf(ask), ...(cursor && { cursor }), limit },
      },
      signal,
    }),
  );
}

/** Older pages, from the moment of asking on; `useNewestDeliveries` brings what comes later. */
export function useDeliveries(id: string, ask: DeliveryAsk) {
  return useInfiniteQuery({
    queryKey: ['deliveries', id, ask],
    queryFn: ({ pageParam, signal }) =>
      fetchPage(id, ask, { cursor: pageParam, limit: kDeliveryPage, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

/** The first page again and again while the log is looked at. */
export function useNewestDeliveries(id: string, ask: DeliveryAsk, enabled: boolean) {
  return useQuery({
    queryKey: ['deliveries-newest', id, ask],
    queryFn: ({ signal }) => fetchPage(id, ask, { cursor: '', limit: kDeliveryPage, signal }),
    refetchInterval: kNewestMs,
    enabled,
    gcTime: 0,
    retry: false,
  });
}

export function useDelivery(delivery: string | null) {
  return useQuery({
    queryKey: ['delivery', delivery],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/deliveries/{delivery}', {
          params: { path: { delivery: delivery ?? '' } },
          signal,
        }),
      ),
    enabled: delivery !== null,
    // What waits is done in a moment.
    refetchInterval: (query) => (query.state.data?.result === 'waiting' ? 1500 : false),
  });
}

function useRefreshLog() {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['deliveries-newest'] });
    await queries.invalidateQueries({ queryKey: ['delivery'] });
  };
}

/** Processes one delivery again. */
export function useReplay() {
  const refresh = useRefreshLog();
  return useMutation({
    mutationFn: (delivery: string) =>
      unwrap(
        client.POST('/api/v1/deliveries/{delivery}/replay', { params: { path: { delivery } } }),
      ),
    onSuccess: refresh,
  });
}

interface ReplayRange {
  result: ReplayResult;
  from: string;
  to: string;
}

/** Processes all deliveries of a result and a range again, oldest first. */
export function useReplayRange(id: string) {
  const refresh = useRefreshLog();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ result, from, to }: ReplayRange) =>
      unwrap(
        client.POST('/api/v1/connections/{id}/deliveries/replay', {
          params: { path: { id } },
          body: { result, ...(from && { from }), ...(to && { to }) },
        }),
      ),
    onSuccess: async () => {
      await refresh();
      await queries.resetQueries({ queryKey: ['deliveries', id] });
    },
  });
}

/** How many a replay would take, as far as one page tells. */
export function useReplayCount(id: string, range: ReplayRange, enabled: boolean) {
  const ask = { ...range, event: '', issue: '', within: 0 };
  return useQuery({
    queryKey: ['deliveries-count', id, ask],
    queryFn: async ({ signal }) => {
      const page = await fetchPage(id, ask, { cursor: '', limit: kMostCounted, signal });
      return { n: page.items.length, more: page.next_cursor !== null };
    },
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

/** New address and secret; the old ones serve until the new ones have been heard from. */
export function useRotateHooks(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.POST('/api/v1/connections/{id}/webhooks/rotate', { params: { path: { id } } })),
    onSuccess: (report) => queries.setQueryData(['webhooks', id], report),
  });
}

/** The last check that was made, asked again while it runs. */
export function useWebhookCheck(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['webhook-check', id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/connections/{id}/webhooks/check', {
          params: { path: { id } },
          signal,
        }),
      ),
    enabled,
    refetchInterval: (query) => {
      const state = query.state.data?.state;
      return state === 'running' || state === 'waiting' ? kCheckMs : false;
    },
  });
}

export function useStartWebhookCheck(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (issueKey: string) =>
      unwrap(
        client.POST('/api/v1/connections/{id}/webhooks/check', {
          params: { path: { id } },
          body: issueKey ? { issue_key: issueKey, confirmed: true } : {},
        }),
      ),
    onSuccess: (check) => queries.setQueryData(['webhook-check', id], check),
  });
}
