import type { MetricQuery } from '../../api/metrics';
import type { MarkTarget } from '../../charts/model';
import type { LinkDates } from '../../scope/links';
import type { Question } from '../../scope/question';
import type { FlowPage, PanelId } from './flow_state';

/** What every panel of the page needs. */
export interface Flow {
  question: Question;
  query: MetricQuery;
  /** The window of equal length before it. */
  previous: MetricQuery;
  today: string;
  page: FlowPage;
  changePage: (part: Partial<FlowPage>) => void;
  open: (target: MarkTarget) => void;
  how: (id: PanelId) => void;
  copyLink: (dates: LinkDates) => void;
}

/** What an opened mark changes in the address. */
export function openPart(target: MarkTarget): Partial<FlowPage> {
  if (target.kind === 'clause') return {};
  return target.kind === 'issue'
    ? { item: target.key, at: target.connection, mark: null, how: null }
    : { mark: target.mark, item: null, how: null };
}

/** One value more or less of a list. */
export function switched<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}
