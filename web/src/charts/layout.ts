import { textWidth } from './axis';
import type { Axis, ChartModel, Mark } from './model';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where things are: data to pixels, for the painter, the pointer and the focus alike. */
export interface Layout {
  width: number;
  height: number;
  plot: Box;
  x: (value: number) => number;
  y: (value: number) => number;
}

const kTop = 14;
const kTitleTop = 30;
const kBottom = 28;
const kEdge = 10;
const kMostGutter = 150;

function share(axis: Axis, value: number): number {
  if (axis.kind === 'log') {
    return Math.log(Math.max(value, axis.min) / axis.min) / Math.log(axis.max / axis.min);
  }
  return (value - axis.min) / (axis.max - axis.min);
}

/** Room at the right for names of rules and lines. */
export function rightGutter(model: ChartModel): number {
  const texts = [
    ...(model.labels ?? []).map((l) => l.text),
    ...model.layers.flatMap((l) =>
      l.kind === 'rules' ? l.items.filter((r) => r.axis === 'y').map((r) => r.label) : [],
    ),
  ];
  if (texts.length === 0) return kEdge;
  return Math.min(kMostGutter, Math.max(...texts.map(textWidth)) + 14);
}

export function layoutOf(model: ChartModel, width: number, height: number): Layout {
  const top = model.y.title ? kTitleTop : kTop;
  const tall = Math.max(1, height - top - kBottom);
  const words = model.y.ticks(tall).map((t) => textWidth(t.text));
  const left = Math.ceil(Math.max(22, ...words) + 12);
  const wide = Math.max(1, width - left - rightGutter(model));
  const plot = { left, top, width: wide, height: tall };
  return {
    width,
    height,
    plot,
    x: (value) => left + share(model.x, value) * wide,
    y: (value) => top + (1 - share(model.y, value)) * tall,
  };
}

/** The box of a mark on the screen; a dot has at least 10 px. */
export function boxOf(mark: Mark, layout: Layout): Box {
  const { plot } = layout;
  const [a, b] = [layout.x(mark.x0), layout.x(mark.x1)];
  if (mark.shape === 'column') {
    return { left: a, top: plot.top, width: Math.max(1, b - a), height: plot.height };
  }
  const [c, d] = [layout.y(mark.y1), layout.y(mark.y0)];
  if (mark.shape === 'box') {
    return { left: a, top: c, width: Math.max(1, b - a), height: Math.max(1, d - c) };
  }
  const size = Math.max(10, mark.size ?? 8);
  return { left: (a + b) / 2 - size / 2, top: (c + d) / 2 - size / 2, width: size, height: size };
}

/** Moves labels apart: wanted pixel positions in, positions at least `gap` apart out. */
export function spreadLabels(wanted: number[], gap: number, most = Infinity): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = order.map((o) => o.y);
  for (let k = 1; k < placed.length; k++) {
    placed[k] = Math.max(placed[k] ?? 0, (placed[k - 1] ?? 0) + gap);
  }
  let limit = most;
  for (let k = placed.length - 1; k >= 0; k--) {
    placed[k] = Math.min(placed[k] ?? 0, limit);
    limit = (placed[k] ?? 0) - gap;
  }
  const result = [...wanted];
  order.forEach((o, k) => (result[o.i] = placed[k] ?? o.y));
  return result;
}
