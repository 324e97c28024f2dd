import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

export type Mapping = Schemas['Mapping'];
export type MappedType = Schemas['MappingType'];
export type MappedStatus = Schemas['MappingStatus'];
export type MappedResolution = Schemas['MappingResolution'];
export type MappingChange = Schemas['MappingChange'];
export type MappingVersion = Schemas['MappingVersion'];

function mappingQuery(id: string) {
  return queryOptions({
    queryKey: ['mapping', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/connections/{id}/mapping', { params: { path: { id } }, signal })),
    // An open editor must not change below the hands; a conflict is told when saving.
    staleTime: Infinity,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
}

export function useMapping(id: string) {
  return useQuery(mappingQuery(id));
}

/** The mapping as it is now on the server, past the cache. */
export function fetchMapping(id: string): Promise<Mapping> {
  return unwrap(client.GET('/api/v1/connections/{id}/mapping', { params: { path: { id } } }));
}

export function useSaveMapping(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ version, body }: { version: number; body: MappingChange }) =>
      unwrap(
        client.PUT('/api/v1/connections/{id}/mapping', {
          params: { path: { id }, header: { 'If-Match': `"${version}"` } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(mappingQuery(id).queryKey, saved);
      // What types and statuses mean is in every number.
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'mapping' && queryKey[0] !== 'me',
      });
    },
  });
}

export function useMappingVersions(id: string, version: number) {
  return useQuery({
    queryKey: ['mapping-versions', id, version],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          client.GET('/api/v1/connections/{id}/mapping/versions', {
            params: { path: { id } },
            signal,
          }),
        )
      ).items,
  });
}

export type MappingPreview = Schemas['MappingPreview'];

/** What unsaved changes would do to the numbers; nothing is saved. Asked anew when they change. */
export function useMappingPreview(id: string, version: number, body: MappingChange | null) {
  return useQuery({
    queryKey: ['mapping-preview', id, version, body],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST('/api/v1/connections/{id}/mapping/preview', {
          params: { path: { id } },
          body: body ?? {},
          signal,
        }),
      ),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
