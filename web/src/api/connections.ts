import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Connection, type Schemas } from './client';
import { usePollInterval } from './live_state';

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) =>
    (await unwrap(client.GET('/api/v1/connections', { signal }))).items,
});

export function useConnections() {
  return useQuery({ ...connectionsQuery, refetchInterval: usePollInterval() });
}

export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: ['connection', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/connections/{id}', { params: { path: { id } }, signal })),
  });
}

export function useConnection(id: string) {
  return useQuery({ ...connectionQuery(id), refetchInterval: usePollInterval() });
}

/** Puts one connection into every place that shows it. */
export function storeConnection(queries: QueryClient, connection: Connection): void {
  queries.setQueryData(connectionQuery(connection.id).queryKey, connection);
  queries.setQueryData(connectionsQuery.queryKey, (old) => {
    if (!old) return old;
    const known = old.some((c) => c.id === connection.id);
    return known ? old.map((c) => (c.id === connection.id ? connection : c)) : [...old, connection];
  });
}

type Action = 'sync' | 'pause' | 'resume';

/** Sync now, pause or resume. The answer is the connection as it stands after it. */
export function useConnectionAction(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: Action) => {
      const init = { params: { path: { id } } };
      if (action === 'sync') return unwrap(client.POST('/api/v1/connections/{id}/sync', init));
      if (action === 'pause') return unwrap(client.POST('/api/v1/connections/{id}/pause', init));
      return unwrap(client.POST('/api/v1/connections/{id}/resume', init));
    },
    onSuccess: (connection) => storeConnection(queries, connection),
  });
}

/** Changes what is named; refused with 412 when somebody else changed it meanwhile. */
export function useChangeConnection(connection: Connection) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['ConnectionPatch']) =>
      unwrap(
        client.PATCH('/api/v1/connections/{id}', {
          params: {
            path: { id: connection.id },
            header: { 'If-Match': `"${connection.revision}"` },
          },
          body,
        }),
      ),
    onSuccess: (changed) => storeConnection(queries, changed),
  });
}

export function useDisconnect(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (facts: 'keep' | 'delete') =>
      unwrap(
        client.DELETE('/api/v1/connections/{id}', { params: { path: { id }, query: { facts } } }),
      ),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['connection', id] });
      await queries.invalidateQueries();
    },
  });
}
