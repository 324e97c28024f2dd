import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { filterQuery, type Question } from '../scope/question';
import { client, unwrap, type Schemas } from './client';
import { usePollInterval } from './live_state';

export type SprintRow = Schemas['SprintRow'];
export type SprintReport = Schemas['SprintReport'];
export type SprintAmount = Schemas['SprintAmount'];
export type SprintItem = Schemas['SprintReportItem'];
export type SprintHistory = Schemas['SprintHistory'];
export type SprintState = 'active' | 'closed' | 'future';

export interface SprintSearch {
  q: string;
  states: SprintState[];
}

const kPage = 40;

/** The sprints of all boards, newest first. */
export function useSprints(search: SprintSearch) {
  return useInfiniteQuery({
    queryKey: ['sprints', search],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/sprints', {
          params: {
            query: {
              ...(search.q && { q: search.q }),
              ...(search.states.length > 0 && { state: search.states }),
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

/** The filters of a sprint's report, as the API names them; a report has neither dates nor unit. */
export type SprintFilters = Omit<ReturnType<typeof filterQuery>, 'connection' | 'sprint'>;

export function sprintFilters(question: Question): SprintFilters {
  return filterQuery({ ...question, connections: [], sprints: [] });
}

/** `sprint`: `CONNECTION:ID`; null asks nothing. */
export function useSprintReport(sprint: string | null, filters: SprintFilters) {
  const poll = usePollInterval();
  return useQuery({
    queryKey: ['metrics', 'sprint', sprint, filters],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/metrics/sprint', {
          params: { query: { sprint: sprint ?? '', ...filters } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: sprint === null ? false : poll,
    enabled: sprint !== null,
  });
}

/** The last closed sprints of the board, oldest first. */
export function useSprintHistory(sprint: SprintRow | undefined, filters: SprintFilters) {
  return useQuery({
    queryKey: ['metrics', 'sprints', sprint?.connection, sprint?.board?.id, filters],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/metrics/sprints', {
          params: {
            query: {
              connection: sprint?.connection ?? '',
              ...(sprint?.board && { board: sprint.board.id }),
              last: 10,
              ...filters,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: sprint !== undefined,
  });
}

/** The report as CSV. */
export function sprintCsvUrl(sprint: string, filters: SprintFilters): string {
  const query = new URLSearchParams({ sprint, format: 'csv' });
  for (const [name, values] of Object.entries(filters)) {
    for (const value of values) query.append(name, value);
  }
  return `/api/v1/metrics/sprint?${query}`;
}
