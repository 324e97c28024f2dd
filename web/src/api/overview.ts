import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { QuestionQuery } from '../scope/question';
import { client, unwrap, type Schemas } from './client';
import { usePollInterval } from './live_state';

export type Overview = Schemas['Overview'];
export type OverviewTile = Schemas['Tile'];
export type OldItem = Schemas['AgingItem'];

/** The numbers of Home, and what is in progress for longest. */
export function useOverview(query: QuestionQuery, enabled: boolean) {
  const poll = usePollInterval();
  return useQuery({
    queryKey: ['metrics', 'overview', query],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/v1/metrics/flow/overview', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: enabled ? poll : false,
    enabled,
  });
}
