import type { Connection } from '../../api/client';
import { plural } from '../../lib/format';

type FilterHere = NonNullable<Connection['filter_here']>;

/** What became of issues that the filter no longer admits; '' when there are none. */
export function leftWords(left: number): string {
  if (left === 0) return '';
  return `${plural(left, 'issue')} left the filter; ${left === 1 ? 'it is' : 'they are'} followed`;
}

const kTimeWords: Record<FilterHere['time'], string> = {
  none: '',
  day: ' It is applied again every day, because its answer changes with the day.',
  minute: ' It is applied again as time goes on, because its answer changes with the minute.',
};

/** Who applies the filter to what arrives, and what left it. */
export function filterHereWords(here: FilterHere): string {
  const who = here.decided
    ? 'Applied here to everything that arrives.'
    : `Jira is asked about every arrival${here.why ? `: ${here.why}` : ''}.`.replace('..', '.');
  const left = leftWords(here.left);
  return `${who}${kTimeWords[here.time]}${left && ` ${left}.`}`;
}
