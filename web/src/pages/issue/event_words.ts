import { formatDuration } from '../../lib/duration';
import { capitalise } from '../../lib/format';

/** Jira's names of fields in its histories, where they are not words. */
const kNames: Record<string, string> = {
  timespent: 'Time spent',
  timeestimate: 'Remaining estimate',
  timeoriginalestimate: 'Original estimate',
  worklogid: 'Worklog',
  issuetype: 'Type',
  fixversion: 'Fix version',
  duedate: 'Due date',
};

const kSeconds = ['timespent', 'timeestimate', 'timeoriginalestimate'];

export function fieldWords(name: string): string {
  return kNames[name.replaceAll(' ', '').toLowerCase()] ?? capitalise(name);
}

/** A value as people read it: seconds of time fields become durations. */
export function valueWords(field: string, value: string): string {
  const seconds = kSeconds.includes(field.toLowerCase()) ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && value !== '' ? formatDuration(seconds) : value;
}
