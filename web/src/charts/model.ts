import type { MarkRef } from './mark_ref';

/**
 * A picture without pixels: two axes, layers from back to front, and the marks that can be
 * hovered, reached by keys and opened. Models are made by pure functions from answers, laid out
 * by layout.ts, and painted by painter.ts on the screen and by png.ts into a file.
 */
export interface ChartModel {
  x: Axis;
  y: Axis;
  layers: Layer[];
  marks: Mark[];
  /** Names beside the right end of what they name. */
  labels?: EndLabel[];
  /** How the pointer finds a mark: the shape under it, or the column it is in. */
  hit?: 'shape' | 'column';
}

/** The name of a colour token without its dashes: `series-1`, `text-2`. */
export type Paint = string;
export type Dash = 'solid' | 'dashed' | 'dotted';

export interface Tick {
  at: number;
  text: string;
}

export interface Axis {
  kind: 'linear' | 'log';
  min: number;
  max: number;
  /** Ticks with room for their words on so many pixels. */
  ticks: (px: number) => Tick[];
  /** Hairlines at the ticks across the plot. */
  grid?: boolean;
  /** Written out, above a y axis. */
  title?: string;
  /** Words between the ticks (columns), not at them. */
  slots?: boolean;
}

export interface Rect {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  paint: Paint;
  alpha?: number;
  /** Of a period that is not whole. */
  hatched?: boolean;
  /** Printed where it fits, in the ink that reads best. */
  text?: string;
}

export type DotShape = 'circle' | 'ring' | 'triangle' | 'square' | 'diamond';

export interface Dot {
  x: number;
  y: number;
  size: number;
  paint: Paint;
  shape?: DotShape;
  alpha?: number;
  /** Within the dot: how many lie here. */
  text?: string;
  /** An outline, for what is blocked. */
  ring?: Paint;
}

/** null in y: a gap. */
export interface LinePoint {
  x: number;
  y: number | null;
}

export interface Rule {
  axis: 'x' | 'y';
  at: number;
  label: string;
  dash: Dash;
  strong?: boolean;
}

export type Layer =
  | {
      kind: 'rects';
      items: Rect[];
      /** Pixels left free at both sides, between columns. */
      gap?: number;
      radius?: number;
      /** A hairline around each, for pale cells. */
      border?: Paint;
    }
  | { kind: 'dots'; items: Dot[] }
  | {
      kind: 'line';
      points: LinePoint[];
      paint: Paint;
      width?: number;
      dash?: Dash;
      step?: boolean;
      dots?: DotShape;
    }
  | { kind: 'area'; xs: number[]; low: number[]; high: number[]; paint: Paint; alpha?: number }
  | { kind: 'rules'; items: Rule[] };

export interface EndLabel {
  y: number;
  text: string;
  paint?: Paint;
  strong?: boolean;
}

export interface TipRow {
  name: string;
  value: string;
  paint?: Paint;
}

export interface Tip {
  title: string;
  /** Is the title a key? */
  mono?: boolean;
  aside?: string;
  text?: string;
  rows: TipRow[];
  foot?: string;
}

/** What a click or Enter opens. */
export type MarkTarget =
  | { kind: 'items'; mark: MarkRef }
  | { kind: 'issue'; key: string; connection: string }
  /** A condition that narrows the query that the chart is of. */
  | { kind: 'clause'; jql: string };

export interface Mark {
  id: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  /** A dot of so many pixels, a box, or the whole height over x0..x1. */
  shape: 'dot' | 'box' | 'column';
  size?: number;
  /** For arrows up and down; marks of one row are in the order of x. */
  row?: number;
  /** What is said when the focus comes here. */
  words: string;
  tip: Tip;
  target: MarkTarget | null;
}

/** How many things are painted: beyond 2,000 a canvas is quicker than a document. */
export function weight(model: ChartModel): number {
  return model.layers.reduce((sum, layer) => {
    if (layer.kind === 'rects' || layer.kind === 'dots') return sum + layer.items.length;
    return sum + 1;
  }, 0);
}
