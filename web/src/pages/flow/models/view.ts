import type { MarkRef } from '../../../charts/mark_ref';
import type { ChartModel } from '../../../charts/model';
import type { LegendEntry } from '../../../charts/legend';
import type { Twin } from '../../../charts/twin';
import type { Period } from '../../../api/flow_answers';

/** What a panel draws of an answer; `nothing` names why there is no picture. */
export interface PanelView {
  sentence: string;
  model: ChartModel | null;
  twin: Twin | null;
  legend?: LegendEntry[];
  notes?: string[];
  /** Title and text of the empty state. */
  nothing?: { title: string; text?: string };
  /** The numbers in words, for "How was this counted?". */
  values?: [string, string][];
}

/** `5 Oct – 11 Oct 2026`. */
export { civilRangeWords } from '../../../lib/civil_date';

/** The mark of one period of a metric. */
export function periodMark(mark: MarkRef, period: Period, length = 'week'): MarkRef {
  return { ...mark, on: period.from, period: length };
}

export function runningNote(periods: readonly { complete: boolean }[], what: string): string[] {
  const cut = periods.filter((p) => !p.complete).length;
  if (cut === 0) return [];
  return [`Hatched: ${cut === 1 ? 'a week that is' : 'weeks that are'} not whole, ${what}`];
}
