import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, unwrap, type Schemas } from './client';

export type WorkCalendar = Schemas['Calendar'];
export type CalendarChange = Schemas['CalendarDocument'];
export type CalendarVersion = Schemas['CalendarVersion'];
export type Hours = WorkCalendar['weekdays'][number][number];
export type DayOff = WorkCalendar['days_off'][number];

export const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/v1/calendar', { signal })),
  staleTime: 300_000,
});

/** The hours people work and the days they do not: shades time lines, makes working days. */
export function useCalendar() {
  return useQuery(calendarQuery);
}

/** For the editor: an open form must not change below the hands. */
export function useEditedCalendar() {
  return useQuery({
    ...calendarQuery,
    staleTime: Infinity,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
}

/** The calendar as it is now on the server, past the cache. */
export function fetchCalendar(): Promise<WorkCalendar> {
  return unwrap(client.GET('/api/v1/calendar'));
}

export function useSaveCalendar() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ version, body }: { version: number; body: CalendarChange }) =>
      unwrap(
        client.PUT('/api/v1/calendar', {
          params: { header: { 'If-Match': `"${version}"` } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(calendarQuery.queryKey, saved);
      // Every number in working time is another one now.
      void queries.invalidateQueries({
        predicate: (query) => query.queryKey[0] !== 'calendar' && query.queryKey[0] !== 'me',
      });
    },
  });
}

export function useCalendarVersions(version: number, enabled: boolean) {
  return useQuery({
    queryKey: ['calendar-versions', version],
    queryFn: async ({ signal }) =>
      (await unwrap(client.GET('/api/v1/calendar/versions', { signal }))).items,
    enabled,
  });
}
