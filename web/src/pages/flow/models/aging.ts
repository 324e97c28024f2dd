import type { AgingAnswer, AgingItem } from '../../../api/flow_answers';
import { slotAxis } from '../../../charts/axis';
import type { LegendEntry } from '../../../charts/legend';
import type { ChartModel, Dot, Mark, Rect } from '../../../charts/model';
import { secondsOf } from '../../../charts/percentiles';
import type { Twin } from '../../../charts/twin';
import { formatBothIn, formatIn, scaleOf, toUnits, type TimeScale } from '../../../charts/unit';
import { exact, formatDay, plural } from '../../../lib/format';
import { axisTop, durationAxis, kLogFloor } from './duration_axis';
import type { PanelView } from './view';

export const kPaceAlphas = [0.05, 0.11, 0.19, 0.29];
const kPaces = [50, 70, 85, 95];
const kBandWords = [
  'younger than p50 here',
  'p50 to p70 here',
  'p70 to p85 here',
  'p85 to p95 here',
  'older than p95 here',
];

export const kAgingLegend: LegendEntry[] = [
  ...kPaces.map((p, i) => ({
    id: `p${p}`,
    label: `up to p${p}`,
    paint: 'series-1',
    alpha: (kPaceAlphas[i] ?? 0.3) + 0.06,
  })),
  { id: 'item', label: 'Issue', paint: 'series-1', as: 'dot' as const },
  {
    id: 'blocked',
    label: 'Blocked or flagged',
    paint: 'error-text',
    as: 'dot' as const,
    shape: 'square' as const,
  },
];

type Column = AgingAnswer['columns'][number];

/** Four tints of one hue, as far as enough issues have left the stage. */
function bandsOf(column: Column, i: number, floor: number, top: number, scale: TimeScale): Rect[] {
  let from = floor;
  return kPaces.flatMap((p, k) => {
    const seconds = secondsOf(column.pace, p);
    if (seconds === null) return [];
    const to = Math.min(top, Math.max(from, toUnits(seconds, scale)));
    const rect = {
      x0: i,
      x1: i + 1,
      y0: from,
      y1: to,
      paint: 'series-1',
      alpha: kPaceAlphas[k] ?? 0.3,
    };
    from = to;
    return to > rect.y0 ? [rect] : [];
  });
}

interface Placed {
  item: AgingItem;
  x: number;
  y: number;
}

/** The picture that places are found for; a smaller one shows the same, closer together. */
const kNominal = { height: 380, dot: 10.5 };
const kStep = 0.038;
const kHalf = 0.44;

/** Offsets from the middle of a column: 0, one to the right, one to the left, two to the right. */
function offsetAt(k: number): number {
  const side = k % 2 === 1 ? 1 : -1;
  return side * Math.ceil(k / 2) * kStep;
}

/** Items of nearly the same age stand side by side in their column, so that none is hidden. */
export function placeItems(
  items: readonly AgingItem[],
  column: number,
  top: number,
  scale: TimeScale,
  log: boolean,
): Placed[] {
  const low = Math.log(kLogFloor);
  const placed: (Placed & { px: number; k: number })[] = [];
  const sorted = [...items].sort((a, b) => b.age_seconds - a.age_seconds);
  for (const item of sorted) {
    const days = toUnits(item.age_seconds, scale);
    const y = Math.min(top, log ? Math.max(days, kLogFloor) : days);
    const share = log ? (Math.log(y) - low) / (Math.log(top) - low) : y / top;
    const px = share * kNominal.height;
    const taken = new Set<number>();
    for (let i = placed.length - 1; i >= 0; i--) {
      const other = placed[i];
      if (!other || Math.abs(other.px - px) >= kNominal.dot) break;
      taken.add(other.k);
    }
    let k = 0;
    while (taken.has(k) && Math.abs(offsetAt(k + 1)) <= kHalf) k += 1;
    placed.push({ item, x: column + 0.5 + offsetAt(k), y, px, k });
  }
  return placed.map(({ item, x, y }) => ({ item, x, y }));
}

function dotOf({ item, x, y }: Placed, top: number, scale: TimeScale): Dot {
  const stuck = item.blocked || item.flagged;
  const beyond = toUnits(item.age_seconds, scale) > top;
  const paint = stuck ? 'error-text' : 'series-1';
  if (beyond) return { x, y, size: 11, paint, shape: 'triangle' };
  return { x, y, size: stuck ? 10 : 9, paint, shape: stuck ? 'square' : 'circle', ring: 'surface' };
}

function stuckWords(item: AgingItem): string {
  if (item.flagged && item.blocked) return 'Flagged and blocked';
  return item.flagged ? 'Flagged' : item.blocked ? 'Blocked' : '';
}

function markOf({ item, x, y }: Placed, row: number, scale: TimeScale): Mark {
  const age = formatBothIn(item.age_seconds, scale);
  const rank = item.rank_percent;
  const stuck = stuckWords(item);
  const band = item.band === null ? '' : (kBandWords[item.band] ?? '');
  return {
    id: `${item.connection} ${item.id}`,
    ...{ x0: x, x1: x, y0: y, y1: y, size: 9, row },
    shape: 'dot',
    words: [`${item.key} ${item.summary}`, `age ${age}`, item.status.name, band, stuck]
      .filter(Boolean)
      .join(', '),
    tip: {
      title: item.key,
      mono: true,
      aside: item.status.name,
      text: item.summary,
      rows: [
        { name: 'Age', value: formatIn(item.age_seconds, scale) },
        { name: 'In this stage', value: formatIn(item.stage_seconds, scale) },
        ...(rank === null ? [] : [{ name: 'Older than', value: `${Math.round(rank)} %` }]),
        ...(stuck ? [{ name: stuck, value: 'now', paint: 'error-text' }] : []),
      ],
      foot: `${item.assignee ?? 'Nobody'} · started ${formatDay(item.started)}`,
    },
    target: { kind: 'issue', key: item.key, connection: item.connection },
  };
}

function columnTitle(column: Column): string {
  return `${column.title} · ${exact(column.count)}`;
}

export function agingModel(data: AgingAnswer, log: boolean): ChartModel {
  const scale = scaleOf(data);
  const paces = data.columns.flatMap((c) => secondsOf(c.pace, 95) ?? []);
  const ages = data.items.map((i) => i.age_seconds);
  const top = Math.max(
    axisTop(ages, scale),
    Math.min(toUnits(Math.max(0, ...paces), scale) * 1.05, axisTop(ages, scale) * 1.5),
  );
  const y = durationAxis(top, log, scale);
  const bands = data.columns.flatMap((c, i) => bandsOf(c, i, y.min, top, scale));
  const placed = data.columns.map((column, i) =>
    placeItems(
      data.items.filter((item) => item.stage === column.stage),
      i,
      top,
      scale,
      log,
    ),
  );
  return {
    x: slotAxis(data.columns.map(columnTitle)),
    y,
    layers: [
      { kind: 'rects', items: bands, gap: 6 },
      { kind: 'dots', items: placed.flat().map((p) => dotOf(p, top, scale)) },
    ],
    marks: placed.flatMap((list, row) => list.map((p) => markOf(p, -row, scale))),
  };
}

export function agingSentence(data: AgingAnswer): string {
  if (data.items_total === 0) return 'Nothing is in progress.';
  const oldest = data.items[0];
  const late = data.items.filter((i) => (i.band ?? 0) >= 3).length;
  const stuck = data.items.filter((i) => i.blocked || i.flagged).length;
  const parts = [
    `${plural(data.items_total, 'issue')} in progress`,
    late > 0 ? `${exact(late)} older than p85 of their stage` : 'none older than p85 of its stage',
    ...(stuck > 0 ? [`${exact(stuck)} blocked or flagged`] : []),
  ];
  const age = oldest
    ? ` The oldest, ${oldest.key}, is ${formatIn(oldest.age_seconds, scaleOf(data))} old.`
    : '';
  return `${parts.join(', ')}.${age}`;
}

export function agingTwin(data: AgingAnswer): Twin {
  const scale = scaleOf(data);
  const left = data.items_total - data.items.length;
  return {
    caption: 'Issues in progress, oldest first',
    columns: [
      { title: 'Key' },
      { title: 'Summary' },
      { title: 'Status' },
      { title: 'Age', number: true },
      { title: 'In this stage', number: true },
      { title: 'Older than', number: true },
      { title: 'Blocked' },
      { title: 'Assignee' },
    ],
    rows: data.items.map((item) => ({
      cells: [
        item.key,
        item.summary,
        item.status.name,
        formatIn(item.age_seconds, scale),
        formatIn(item.stage_seconds, scale),
        item.rank_percent === null ? '–' : `${Math.round(item.rank_percent)} %`,
        stuckWords(item) || 'no',
        item.assignee ?? 'Nobody',
      ],
      target: { kind: 'issue', key: item.key, connection: item.connection },
    })),
    ...(left > 0 && {
      more: `The oldest ${exact(data.items.length)} are here; the CSV holds all.`,
    }),
  };
}

function agingNotes(data: AgingAnswer): string[] {
  const few = data.columns.filter((c) => secondsOf(c.pace, 85) === null).map((c) => c.title);
  const left = data.items_total - data.items.length;
  return [
    ...(few.length > 0 ? [`Too few left ${few.join(', ')} in this range for its p85`] : []),
    ...(left > 0
      ? [`the oldest ${exact(data.items.length)} of ${exact(data.items_total)} are drawn`]
      : []),
  ];
}

export function agingView(data: AgingAnswer, log: boolean): PanelView {
  const sentence = agingSentence(data);
  if (data.items_total === 0) {
    const text = 'Work shows here from the start line of the mapping to the finish line.';
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing is in progress.', text },
    };
  }
  return {
    sentence,
    model: agingModel(data, log),
    twin: agingTwin(data),
    legend: kAgingLegend,
    notes: agingNotes(data),
  };
}
