import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';
import type { paths } from './schema';

/** A value that a filter can take; `value` is what the parameter carries. */
export type Facet = Schemas['Facet'];
export type FacetField = paths['/api/v1/facets']['get']['parameters']['query']['field'];

export interface FacetQuestion {
  field: FacetField;
  q: string;
  /** Only values of these; empty: of all. */
  connection?: string | undefined;
  projects?: readonly string[] | undefined;
}

const kLimit = 50;
const learned = new Map<string, string>();

/** The words of a value that any answer has named so far. */
export function facetLabel(field: FacetField, value: string): string | undefined {
  return learned.get(`${field} ${value}`);
}

async function fetchFacets(question: FacetQuestion, signal: AbortSignal) {
  const { field, q, connection, projects } = question;
  const query = {
    field,
    limit: kLimit,
    ...(q && { q }),
    ...(connection && { connection }),
    ...(projects && projects.length > 0 && { project: [...projects] }),
  };
  const page = await unwrap(client.GET('/api/v1/facets', { params: { query }, signal }));
  for (const item of page.items) learned.set(`${field} ${item.value}`, item.label);
  return page;
}

/** The values of a field, most frequent first, searched by the server. */
export function useFacets(question: FacetQuestion, enabled = true) {
  return useQuery({
    queryKey: ['facets', question],
    queryFn: ({ signal }) => fetchFacets(question, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
}
