import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, unwrap } from './client';
import { usePollInterval } from './live_state';

/** Every parameter of the cycle-time question; `from` and `to` are civil dates, `to` included. */
export interface CycleTimeQuestion {
  from: string;
  to: string;
  projects: string[];
  types: string[];
  start: 'first' | 'last';
  points: number;
}

export function cycleTimeParams(question: CycleTimeQuestion) {
  return {
    from: question.from,
    to: question.to,
    project: question.projects,
    type: question.types,
    start: question.start,
    points: question.points,
  };
}

export function useCycleTime(question: CycleTimeQuestion, enabled = true) {
  return useQuery({
    queryKey: ['cycle-time', question],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/v1/metrics/flow/cycle-time', {
          params: { query: cycleTimeParams(question) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
    enabled,
  });
}

/** The address of the same numbers as CSV. */
export function cycleTimeCsvUrl(question: CycleTimeQuestion): string {
  const query = new URLSearchParams({ from: question.from, to: question.to });
  for (const key of question.projects) query.append('project', key);
  for (const type of question.types) query.append('type', type);
  query.set('start', question.start);
  query.set('format', 'csv');
  return `/api/v1/metrics/flow/cycle-time?${query}`;
}
