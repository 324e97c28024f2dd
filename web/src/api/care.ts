import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Connection, type Schemas } from './client';
import { storeConnection } from './connections';
import { usePollInterval } from './live_state';

/** What the Manage page asks beyond the connection itself. */
export type SyncEntry = Schemas['SyncEntry'];
export type HookReport = Schemas['HookReport'];
export type HookView = Schemas['Hook'];
export type FieldUse = Schemas['FieldUse'];
export type WriteEntry = Schemas['WriteEntry'];
export type ChangePreview = Schemas['ChangePreview'];
export type ImportReport = Schemas['ImportReport'];
export type ConnectionPatch = Schemas['ConnectionPatch'];

const kHistoryLimit = 200;
const kWritesPage = 50;

/** Runs and polls, newest first. Asked again when `lastSync` moves. */
export function useHistory(connection: Connection, limit = kHistoryLimit) {
  const { id, last_sync: lastSync, state } = connection;
  return useQuery({
    queryKey: ['history', id, limit, lastSync, state],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          client.GET('/api/v1/connections/{id}/history', {
            params: { path: { id }, query: { limit } },
            signal,
          }),
        )
      ).items,
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
  });
}

export function useWebhooks(id: string) {
  return useQuery({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/connections/{id}/webhooks', { params: { path: { id } }, signal })),
    staleTime: 15_000,
    refetchInterval: 15_000,
  });
}

/** Registers again what Jira no longer lists. */
export function useRenewWebhooks(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.POST('/api/v1/connections/{id}/webhooks/renew', { params: { path: { id } } })),
    onSuccess: async (report) => {
      queries.setQueryData(['webhooks', id], report);
      await queries.invalidateQueries({ queryKey: ['connection', id] });
    },
  });
}

export function useFields(id: string) {
  return useQuery({
    queryKey: ['fields', id],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          client.GET('/api/v1/connections/{id}/fields', { params: { path: { id } }, signal }),
        )
      ).items,
    staleTime: 60_000,
  });
}

/** Every write that was or is to be made in Jira; of all connections without `connection`. */
export function useWrites(connection: string) {
  return useInfiniteQuery({
    queryKey: ['writes', connection],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/writes', {
          params: {
            query: {
              ...(connection && { connection }),
              ...(pageParam && { cursor: pageParam }),
              limit: kWritesPage,
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

/** What a change would drop and bring; changes nothing. */
export function usePreview(id: string) {
  return useMutation({
    mutationFn: (body: ConnectionPatch) =>
      unwrap(client.POST('/api/v1/connections/{id}/preview', { params: { path: { id } }, body })),
  });
}

/** Changes what is named. `revision` is the state the person saw; 412 when it is not the present. */
export function usePatchConnection(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ revision, body }: { revision: number; body: ConnectionPatch }) =>
      unwrap(
        client.PATCH('/api/v1/connections/{id}', {
          params: { path: { id }, header: { 'If-Match': `"${revision}"` } },
          body,
        }),
      ),
    onSuccess: (changed) => storeConnection(queries, changed),
  });
}

/** Another token or method. The old one serves until the new one passed the check. */
export function useReplaceSignIn(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['SignInReplacement']) =>
      unwrap(client.PUT('/api/v1/connections/{id}/sign-in', { params: { path: { id } }, body })),
    onSuccess: (outcome) => storeConnection(queries, outcome.connection),
  });
}

/** One file of saved REST answers, of any size the server takes; it is sent as it is. */
export function useImportFile(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) =>
      unwrap(
        client.POST('/api/v1/connections/{id}/import', {
          params: { path: { id }, query: { file: file.name } },
          body: await file.text(),
          bodySerializer: String,
          headers: { 'content-type': 'application/octet-stream' },
        }),
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
}
