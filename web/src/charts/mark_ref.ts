/**
 * The list behind a number or a mark: a metric and what narrows it. It stands in the address as
 * compact text, `mark=throughput:on=2026-10-05;period=week`, so that an open list can be shared.
 */
export const kMetrics = [
  'cycle-time',
  'lead-time',
  'throughput',
  'mix',
  'wip',
  'aging',
  'cumulative',
  'time-in-status',
  'efficiency',
  'reopen',
  'sprint',
  'quality',
] as const;
export type Metric = (typeof kMetrics)[number];

const kTexts = [
  'exclusion',
  'on',
  'period',
  'stage',
  'status',
  'item_category',
  'cause',
  'sprint_group',
  'finding',
  'sprint',
] as const;
const kNumbers = ['longer_than', 'shorter_than', 'band'] as const;

export interface MarkRef
  extends
    Partial<Record<(typeof kTexts)[number], string>>,
    Partial<Record<(typeof kNumbers)[number], number>> {
  metric: Metric;
}

const escape = (text: string) => text.replace(/[\\;]/g, (c) => `\\${c}`);

export function formatMark(mark: MarkRef): string {
  const parts = [...kTexts, ...kNumbers].flatMap((name) => {
    const value = mark[name];
    return value === undefined ? [] : [`${name}=${escape(String(value))}`];
  });
  return parts.length === 0 ? mark.metric : `${mark.metric}:${parts.join(';')}`;
}

function split(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\' && i + 1 < text.length) current += text.charAt(++i);
    else if (c === ';') {
      parts.push(current);
      current = '';
    } else current += c;
  }
  return [...parts, current];
}

/** Null for what is no mark; a part that is not known makes the whole not understood. */
export function parseMark(text: string | undefined): MarkRef | null {
  if (!text) return null;
  const colon = text.indexOf(':');
  const metric = kMetrics.find((m) => m === (colon < 0 ? text : text.slice(0, colon)));
  if (!metric) return null;
  const mark: MarkRef = { metric };
  if (colon < 0) return mark;
  for (const part of split(text.slice(colon + 1))) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals);
    const value = part.slice(equals + 1);
    const textName = kTexts.find((n) => n === name);
    const numberName = kNumbers.find((n) => n === name);
    if (textName) mark[textName] = value;
    else if (numberName && value !== '' && Number.isFinite(Number(value))) {
      mark[numberName] = Number(value);
    } else return null;
  }
  return mark;
}

/** The mark as parameters of GET /metrics/flow/items. */
export function markQuery(mark: MarkRef): Record<string, string | number> {
  const { metric, ...rest } = mark;
  return { metric, ...rest };
}
