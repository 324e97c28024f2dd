import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

export type ViewPage = Schemas['ViewPage'];
/** A question with a name: the query of a page, kept by the server. */
export type SavedView = Schemas['View'];
export type ViewDraft = Schemas['NewView'];
export type StoredLink = Schemas['Link'];

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await unwrap(client.GET('/api/v1/views', { signal }))).items,
  staleTime: 60_000,
});

/** All views the person may see, of all pages. */
export function useViews() {
  return useQuery(viewsQuery);
}

function storeView(queries: QueryClient, view: SavedView): void {
  queries.setQueryData(viewsQuery.queryKey, (old) => {
    if (!old) return [view];
    const others = old.filter((each) => each.id !== view.id);
    return [...others, view].sort((a, b) => a.name.localeCompare(b.name));
  });
}

export function useSaveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ViewDraft) => unwrap(client.POST('/api/v1/views', { body })),
    onSuccess: (view) => storeView(queries, view),
  });
}

/** Name, search or visibility; 412 when somebody else changed it meanwhile. */
export function useChangeView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ view, part }: { view: SavedView; part: Schemas['ViewChange'] }) =>
      unwrap(
        client.PATCH('/api/v1/views/{id}', {
          params: { path: { id: view.id }, header: { 'If-Match': `"${view.version}"` } },
          body: part,
        }),
      ),
    onSuccess: (view) => storeView(queries, view),
    onError: () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
}

type Mark = 'star' | 'default';

/** What the page shows at once: only one view of a page is the default. */
export function withMark(views: readonly SavedView[], id: string, mark: Mark, on: boolean) {
  const page = views.find((view) => view.id === id)?.page;
  return views.map((view) => {
    if (view.id === id)
      return mark === 'star' ? { ...view, starred: on } : { ...view, is_default: on };
    const loses = mark === 'default' && on && view.page === page;
    return loses ? { ...view, is_default: false } : view;
  });
}

/** Star or default, shown at once and taken back when the server refuses. */
export function useMarkView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, mark, on }: { id: string; mark: Mark; on: boolean }) => {
      const init = { params: { path: { id } } };
      if (mark === 'star') {
        return on
          ? unwrap(client.PUT('/api/v1/views/{id}/star', init))
          : unwrap(client.DELETE('/api/v1/views/{id}/star', init));
      }
      return on
        ? unwrap(client.PUT('/api/v1/views/{id}/default', init))
        : unwrap(client.DELETE('/api/v1/views/{id}/default', init));
    },
    onMutate: ({ id, mark, on }) => {
      const before = queries.getQueryData(viewsQuery.queryKey);
      if (before) queries.setQueryData(viewsQuery.queryKey, withMark(before, id, mark, on));
      return { before };
    },
    onError: (_error, _marked, context) => {
      if (context?.before) queries.setQueryData(viewsQuery.queryKey, context.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
}

/** Takes a view away from the list without telling the server; returns how to put it back. */
export function hideView(queries: QueryClient, view: SavedView): () => void {
  queries.setQueryData(viewsQuery.queryKey, (old) => old?.filter((each) => each.id !== view.id));
  return () => storeView(queries, view);
}

/** `leaving`: the tab closes; the request must outlive it. */
export async function deleteView(id: string, leaving = false): Promise<void> {
  const init = { params: { path: { id } }, keepalive: leaving };
  await unwrap(client.DELETE('/api/v1/views/{id}', init));
}

/** Keeps a query that is too long for an address; the same content has the same id. */
export async function storeLink(page: ViewPage, search: string): Promise<string> {
  return (await unwrap(client.POST('/api/v1/links', { body: { page, search } }))).id;
}

export function linkQuery(id: string) {
  return queryOptions({
    queryKey: ['link', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/links/{id}', { params: { path: { id } }, signal })),
    staleTime: Infinity,
    retry: false,
  });
}
