import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/v1/me', { signal })),
  staleTime: 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/v1/setup', { signal })),
});

export function useMe() {
  return useQuery(meQuery);
}

export function useSetupState() {
  return useQuery(setupQuery);
}

export function useSetUp() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['SetupRequest']) => unwrap(client.POST('/api/v1/setup', { body })),
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
  });
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['SignInRequest']) =>
      unwrap(client.POST('/api/v1/session', { body })),
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
  });
}

/** Signs out and forgets everything that was loaded. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/session')),
    onSettled: () => {
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
}
