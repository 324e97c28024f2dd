import { addDays, civilRangeWords } from '../lib/civil_date';
import { kRollingWeeks, resolveRange, type Range } from './question';

export interface Preset {
  words: string;
  range: Range;
}

function monthStart(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** Ranges one asks for by name; those of the calendar end today at the latest. */
export function presets(today: string): { rolling: Preset[]; calendar: Preset[] } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const here = month - 1;
  const quarter = here - (here % 3);
  const fixed = (words: string, from: string, next: string): Preset => {
    const last = addDays(next, -1);
    return { words, range: { kind: 'fixed', from, to: last > today ? today : last } };
  };
  return {
    rolling: kRollingWeeks.map((weeks) => ({
      words: `Last ${weeks} weeks`,
      range: { kind: 'rolling', weeks },
    })),
    calendar: [
      fixed('This month', monthStart(year, here), monthStart(year, here + 1)),
      fixed('Last month', monthStart(year, here - 1), monthStart(year, here)),
      fixed('This quarter', monthStart(year, quarter), monthStart(year, quarter + 3)),
      fixed('Last quarter', monthStart(year, quarter - 3), monthStart(year, quarter)),
      fixed('This year', monthStart(year, 0), monthStart(year + 1, 0)),
    ],
  };
}

export function sameRange(a: Range, b: Range): boolean {
  if (a.kind === 'rolling') return b.kind === 'rolling' && a.weeks === b.weeks;
  return b.kind === 'fixed' && a.from === b.from && a.to === b.to;
}

/** `Last 12 weeks`, `Last month`, or the dates where no name fits. */
export function rangeName(range: Range, today: string): string | null {
  if (range.kind === 'rolling') return `Last ${range.weeks} weeks`;
  return presets(today).calendar.find((each) => sameRange(each.range, range))?.words ?? null;
}

export function rangeDates(range: Range, today: string): string {
  const { from, to } = resolveRange(range, today);
  return civilRangeWords(from, to);
}
