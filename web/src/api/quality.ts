import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { QuestionQuery } from '../scope/question';
import { client, unwrap, type Schemas } from './client';
import { usePollInterval } from './live_state';

export type Quality = Schemas['Quality'];
export type QualityFinding = Schemas['QualityFinding'];

/** What makes the numbers of a question doubtful, and what was looked at and is well. */
export function useQuality(query: QuestionQuery) {
  return useQuery({
    queryKey: ['metrics', 'quality', query],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/metrics/quality', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
  });
}
