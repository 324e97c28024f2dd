import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

/** What is here against what is in Jira, project by project. */
export type ConnectionLedger = Schemas['ConnectionLedger'];
export type LedgerRow = Schemas['LedgerRow'];
export type Difference = Schemas['Difference'];

const kFreshMs = 15_000;
const kProvingMs = 2000;
const kPage = 20;

/** Under the key of the connection, so that whatever renews that renews this too. */
const keyOf = (id: string) => ['connection', id, 'ledger'];

/** `hurried`: a proof was asked for and its end is waited for. */
export function useLedger(id: string, hurried = false) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/connections/{id}/ledger', { params: { path: { id } }, signal })),
    refetchInterval: hurried ? kProvingMs : kFreshMs,
  });
}

/** A full comparison of the named projects; of all without names. */
export function useProve(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (keys: readonly string[]) =>
      unwrap(
        client.POST('/api/v1/connections/{id}/ledger/check', {
          params: { path: { id } },
          body: keys.length > 0 ? { project_keys: [...keys] } : {},
        }),
      ),
    onSuccess: (ledger) => queries.setQueryData(keyOf(id), ledger),
  });
}

export interface DifferenceAsk {
  /** A project's account; empty: all. */
  account: string;
  open: boolean;
}

export function useDifferences(id: string, { account, open }: DifferenceAsk) {
  return useInfiniteQuery({
    queryKey: ['connection', id, 'differences', account, open],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/ledger/differences', {
          params: {
            query: {
              connection: id,
              ...(account && { account }),
              state: open ? 'open' : 'all',
              ...(pageParam && { cursor: pageParam }),
              limit: kPage,
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
