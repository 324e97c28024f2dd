import { parseMark, formatMark, type MarkRef } from '../../charts/mark_ref';
import { decodeList, encodeList, type RawSearch } from '../../lib/list_codec';
import { oneOf, reportUnknown } from '../../scope/question';

/** The panels of the page; their ids stand in addresses. */
export const kPanels = [
  'aging',
  'wip',
  'cycle-time',
  'histogram',
  'trend',
  'throughput',
  'cumulative',
  'time-in-status',
  'efficiency',
  'blocked',
  'mix',
  'mix-weeks',
  'reopen',
] as const;
export type PanelId = (typeof kPanels)[number];

/** What the Flow page adds to the question; the address is its only home. */
export interface FlowPage {
  measure: 'cycle' | 'lead';
  scale: 'linear' | 'log';
  /** Panels shown as tables. */
  tables: PanelId[];
  /** Throughput split by category. */
  split: boolean;
  by: 'status' | 'stage';
  /** Time in status as heatmap or as bars. */
  status: 'heat' | 'bars';
  /** Categories and stages that the legend has switched off. */
  hide: string[];
  /** The list in the side panel. */
  mark: MarkRef | null;
  /** Key of the issue in the side panel. */
  item: string | null;
  /** Its connection, where keys repeat. */
  at: string | null;
  /** The panel whose "How was this counted?" is open. */
  how: PanelId | null;
}

export const kDefaultFlow: FlowPage = {
  measure: 'cycle',
  scale: 'linear',
  tables: [],
  split: false,
  by: 'status',
  status: 'heat',
  hide: [],
  mark: null,
  item: null,
  at: null,
  how: null,
};

const kKnown = [
  ...['measure', 'scale', 'tables', 'view', 'split', 'by', 'status', 'hide'],
  ...['mark', 'item', 'at', 'how'],
];

function parseTables(rest: RawSearch, ignored: string[]): PanelId[] {
  const given = decodeList(rest.tables);
  for (const id of given.filter((g) => !kPanels.some((p) => p === g))) {
    ignored.push(`Table "${id}" was ignored.`);
  }
  // Of links made when the page had one chart.
  const old = rest.view === 'table';
  return kPanels.filter((id) => given.includes(id) || (old && id === 'cycle-time'));
}

function parseHow(text: string | undefined, ignored: string[]): PanelId | null {
  if (text === undefined) return null;
  const found = text === '1' ? 'cycle-time' : kPanels.find((id) => id === text);
  if (!found) ignored.push(`"How was ${text} counted?" was ignored.`);
  return found ?? null;
}

export function parseFlow(rest: RawSearch, ignored: string[]): FlowPage {
  ignored.push(...reportUnknown(rest, kKnown));
  const mark = parseMark(rest.mark);
  if (rest.mark !== undefined && !mark) {
    ignored.push(`The list "${rest.mark}" of the link was not understood.`);
  }
  return {
    measure: oneOf(rest, 'measure', ['cycle', 'lead'], ignored),
    scale: oneOf(rest, 'scale', ['linear', 'log'], ignored),
    tables: parseTables(rest, ignored),
    split: oneOf(rest, 'split', ['none', 'category'], ignored) === 'category',
    by: oneOf(rest, 'by', ['status', 'stage'], ignored),
    status: oneOf(rest, 'status', ['heat', 'bars'], ignored),
    hide: decodeList(rest.hide),
    mark,
    item: rest.item ?? null,
    at: rest.at ?? null,
    how: parseHow(rest.how, ignored),
  };
}

/** The shortest parameters that mean `page`. */
export function formatFlow(page: FlowPage): RawSearch {
  const search: RawSearch = {};
  for (const name of ['measure', 'scale', 'by', 'status'] as const) {
    if (page[name] !== kDefaultFlow[name]) search[name] = page[name];
  }
  if (page.tables.length > 0) search.tables = encodeList(page.tables);
  if (page.split) search.split = 'category';
  if (page.hide.length > 0) search.hide = encodeList(page.hide);
  if (page.mark) search.mark = formatMark(page.mark);
  if (page.item) search.item = page.item;
  if (page.item && page.at) search.at = page.at;
  if (page.how) search.how = page.how;
  return search;
}

export const kFlowCodec = { parse: parseFlow, format: formatFlow };
