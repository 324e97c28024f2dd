import type { About } from '../api/flow_answers';
import { formatDuration } from '../lib/duration';

export const kStartWords: Record<string, string> = {
  first: 'First crossing of the start line',
  last: 'Last crossing of the start line',
};

/** `Working time, 1 wd is 8 h`. */
export function unitWords(about: Pick<About, 'unit' | 'seconds_per_working_day'>): string {
  if (about.unit === 'calendar') return 'Calendar time';
  const day = about.seconds_per_working_day;
  return day ? `Working time, 1 wd is ${formatDuration(day)}` : 'Working time';
}

/** The version of the mapping, of each connection where there are several. */
export function configurationWords(
  about: Pick<About, 'configuration_version' | 'configurations'>,
): string {
  const all = about.configurations;
  if (all.length < 2) return `version ${all[0]?.version ?? about.configuration_version}`;
  return all.map((one) => `${one.connection} version ${one.version}`).join(' · ');
}
