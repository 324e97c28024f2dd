import { textWidth } from './axis';
import { inkOn, type Colours } from './colours';
import { spreadLabels, type Layout } from './layout';
import type { ChartModel, Dash, Dot, Layer, Rect, Rule } from './model';

/** A thing to paint, in pixels, in the words of the painter. */
export interface Shape {
  type: 'rect' | 'circle' | 'polyline' | 'polygon' | 'text' | 'line';
  shape?: Record<string, unknown>;
  style: Record<string, unknown>;
}

const kDash: Record<Dash, number[] | undefined> = {
  solid: undefined,
  dashed: [6, 4],
  dotted: [1.5, 3],
};
const kFont = 12;
const kLabelGap = 15;
const kHatchGap = 6;
/** Narrower cells carry no value: all of a row or none. */
const kPrinted = 28;

type Point = [number, number];

interface Ctx {
  layout: Layout;
  colours: Colours;
}

function words(
  { colours }: Ctx,
  text: string,
  x: number,
  y: number,
  more: Record<string, unknown> = {},
): Shape {
  const { strong, ...rest } = more as { strong?: boolean };
  return {
    type: 'text',
    style: {
      text,
      x,
      y,
      fill: colours.of('text-2'),
      font: `${strong ? 600 : 400} ${kFont}px ${colours.font}`,
      align: 'center',
      verticalAlign: 'middle',
      ...rest,
    },
  };
}

function stroke(points: Point[], paint: string, width: number, dash?: Dash): Shape {
  const lineDash = dash && kDash[dash];
  return {
    type: 'polyline',
    shape: { points },
    style: {
      stroke: paint,
      fill: 'none',
      lineWidth: width,
      lineJoin: 'round',
      lineCap: dash === 'dotted' ? 'round' : 'butt',
      ...(lineDash && { lineDash }),
    },
  };
}

const half = (value: number) => Math.round(value) + 0.5;

function gridOf(model: ChartModel, ctx: Ctx): Shape[] {
  const { layout, colours } = ctx;
  const { plot } = layout;
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  const line = colours.of('line');
  const lines = model.y.ticks(plot.height).map(({ at }) => half(layout.y(at)));
  const base = half(bottom);
  return [...new Set(model.y.grid ? [...lines, base] : [base])].map((y) =>
    stroke(
      [
        [plot.left, y],
        [right, y],
      ],
      line,
      1,
    ),
  );
}

function axisWords(model: ChartModel, ctx: Ctx): Shape[] {
  const { plot, x, y } = ctx.layout;
  const bottom = plot.top + plot.height;
  const below = model.x.ticks(plot.width).flatMap(({ at, text }) => {
    const middle = x(at);
    const halfWidth = textWidth(text) / 2;
    const room = ctx.layout.width - halfWidth - 1;
    if (middle > room + halfWidth) return [];
    const at2 = Math.min(room, Math.max(plot.left - 8 + halfWidth, middle));
    return [words(ctx, text, at2, bottom + 15)];
  });
  const beside = model.y
    .ticks(plot.height)
    .map(({ at, text }) => words(ctx, text, plot.left - 8, y(at), { align: 'right' }));
  const title = model.y.title ? [words(ctx, model.y.title, 2, 9, { align: 'left' })] : [];
  return [...below, ...beside, ...title];
}

/** Slanted lines within a box, at a fixed distance. */
export function hatch(left: number, top: number, width: number, height: number): Point[][] {
  const lines: Point[][] = [];
  for (let d = kHatchGap; d < width + height; d += kHatchGap) {
    const x0 = Math.max(0, d - height);
    const x1 = Math.min(d, width);
    if (x1 <= x0) continue;
    lines.push([
      [left + x0, top + d - x0],
      [left + x1, top + d - x1],
    ]);
  }
  return lines;
}

function rectShapes(layer: Extract<Layer, { kind: 'rects' }>, rect: Rect, ctx: Ctx): Shape[] {
  const { layout, colours } = ctx;
  const gap = layer.gap ?? 0;
  const raw = layout.x(rect.x1) - layout.x(rect.x0);
  const side = Math.min(gap, raw * 0.13);
  const left = layout.x(rect.x0) + side;
  const width = Math.max(1, raw - 2 * side);
  const top = layout.y(rect.y1);
  const height = Math.max(rect.y1 > rect.y0 ? 1 : 0, layout.y(rect.y0) - top);
  if (height === 0) return [];
  const paint = colours.of(rect.paint);
  const r = Math.min(layer.radius ?? 0, width / 2, height);
  const shape = { x: left, y: top, width, height, r: [r, r, 0, 0] };
  const alpha = (rect.alpha ?? 1) * (rect.hatched ? 0.22 : 1);
  const style = { fill: paint, opacity: alpha };
  const border = layer.border ? { stroke: colours.of(layer.border), lineWidth: 1 } : {};
  const found: Shape[] = [{ type: 'rect', shape, style: { ...style, ...border } }];
  if (rect.hatched) {
    for (const line of hatch(left, top, width, height)) found.push(stroke(line, paint, 1));
    found.push({
      type: 'rect',
      shape,
      style: { fill: 'none', stroke: paint, lineWidth: 1, lineDash: [3, 2] },
    });
  }
  if (rect.text && width >= Math.max(kPrinted, textWidth(rect.text) + 4) && height >= 16) {
    const fill = inkOn(rect.paint, colours);
    found.push(words(ctx, rect.text, left + width / 2, top + height / 2, { fill }));
  }
  return found;
}

function dotShape(dot: Dot, ctx: Ctx): Shape[] {
  const { layout, colours } = ctx;
  const [cx, cy] = [layout.x(dot.x), layout.y(dot.y)];
  const r = dot.size / 2;
  const paint = colours.of(dot.paint);
  const hollow = dot.shape === 'ring';
  const style = {
    fill: hollow ? colours.of('surface') : paint,
    opacity: dot.alpha ?? 1,
    ...((hollow || dot.ring) && { stroke: colours.of(dot.ring ?? dot.paint), lineWidth: 2 }),
  };
  const polygon = (points: Point[]): Shape => ({
    type: 'polygon',
    shape: { points: points.map(([x, y]) => [cx + x * r, cy + y * r]) },
    style,
  });
  const found: Shape[] = [];
  if (dot.shape === 'triangle') {
    found.push(
      polygon([
        [0, -1],
        [1, 0.85],
        [-1, 0.85],
      ]),
    );
  } else if (dot.shape === 'diamond') {
    found.push(
      polygon([
        [0, -1.2],
        [1.2, 0],
        [0, 1.2],
        [-1.2, 0],
      ]),
    );
  } else if (dot.shape === 'square') {
    const side = 2 * r * 0.9;
    const shape = { x: cx - side / 2, y: cy - side / 2, width: side, height: side, r: 1 };
    found.push({ type: 'rect', shape, style });
  } else found.push({ type: 'circle', shape: { cx, cy, r }, style });
  if (dot.text) {
    const font = `600 10px ${colours.font}`;
    found.push(words(ctx, dot.text, cx, cy, { fill: colours.of('surface'), font }));
  }
  return found;
}

function lineShapes(layer: Extract<Layer, { kind: 'line' }>, ctx: Ctx): Shape[] {
  const { layout, colours } = ctx;
  const runs: Point[][] = [[]];
  let before: Point | null = null;
  for (const { x, y } of layer.points) {
    if (y === null) {
      runs.push([]);
      before = null;
      continue;
    }
    const at: Point = [layout.x(x), layout.y(y)];
    if (layer.step && before) runs.at(-1)?.push([at[0], before[1]]);
    runs.at(-1)?.push(at);
    before = at;
  }
  const paint = colours.of(layer.paint);
  const width = layer.width ?? 2;
  const found = runs
    .filter((run) => run.length > 1)
    .map((run) => stroke(run, paint, width, layer.dash));
  const shape = layer.dots;
  // A point alone between two gaps would not be seen.
  const alone = runs.filter((run) => run.length === 1).flat();
  const dots = shape
    ? layer.points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y, shape }]))
    : [];
  return [
    ...found,
    ...alone.map(([cx, cy]): Shape => ({
      type: 'circle',
      shape: { cx, cy, r: width },
      style: { fill: paint },
    })),
    ...dots.flatMap((dot) => dotShape({ ...dot, size: 7, paint: layer.paint }, ctx)),
  ];
}

function areaShape(layer: Extract<Layer, { kind: 'area' }>, { layout, colours }: Ctx): Shape {
  const point = (values: number[]) =>
    layer.xs.map((x, i): Point => [layout.x(x), layout.y(values[i] ?? 0)]);
  return {
    type: 'polygon',
    shape: { points: [...point(layer.high), ...point(layer.low).reverse()] },
    style: { fill: colours.of(layer.paint), opacity: layer.alpha ?? 1 },
  };
}

/** A rule on a pale bed, so that it is seen over many marks. */
function ruleShapes(rule: Rule, ctx: Ctx): Shape[] {
  const bed = ruleLine(rule, ctx, ctx.colours.of('surface'), 4);
  const width = rule.strong ? 1.75 : 1.25;
  bed.style = { ...bed.style, opacity: 0.6, lineDash: undefined };
  return [bed, ruleLine(rule, ctx, ctx.colours.of('text'), width)];
}

function ruleLine(rule: Rule, ctx: Ctx, paint: string, width: number): Shape {
  const { plot, x, y } = ctx.layout;
  if (rule.axis === 'y') {
    const at = Math.max(plot.top, y(rule.at));
    return stroke(
      [
        [plot.left, at],
        [plot.left + plot.width, at],
      ],
      paint,
      width,
      rule.dash,
    );
  }
  const at = x(rule.at);
  return stroke(
    [
      [at, plot.top],
      [at, plot.top + plot.height],
    ],
    paint,
    width,
    rule.dash,
  );
}

/** Names of rules that stand upright, on the side where there is room, in rows of their own. */
function topLabels(rules: Rule[], ctx: Ctx): Shape[] {
  const { plot, x } = ctx.layout;
  return rules.map((rule, i) => {
    const at = x(rule.at);
    const width = textWidth(rule.label) + 10;
    const left = at + width > plot.left + plot.width;
    return words(ctx, rule.label, left ? at - 5 : at + 5, plot.top + 7 + i * kLabelGap, {
      align: left ? 'right' : 'left',
      fill: ctx.colours.of('text'),
      strong: rule.strong === true,
    });
  });
}

/** Names at the right end, moved apart. */
function endLabels(model: ChartModel, rules: Rule[], ctx: Ctx): Shape[] {
  const { plot, y } = ctx.layout;
  const all = [
    ...rules.map((r) => ({ y: r.at, text: r.label, paint: 'text', strong: r.strong === true })),
    ...(model.labels ?? []).map((l) => ({
      y: l.y,
      text: l.text,
      paint: l.paint ?? 'text',
      strong: l.strong === true,
    })),
  ];
  const wanted = all.map((label) => Math.max(plot.top, y(label.y)));
  const placed = spreadLabels(wanted, kLabelGap, plot.top + plot.height);
  return all.map((label, i) =>
    words(ctx, label.text, plot.left + plot.width + 8, placed[i] ?? 0, {
      align: 'left',
      fill: ctx.colours.of(label.paint),
      strong: label.strong,
    }),
  );
}

function layerShapes(layer: Layer, ctx: Ctx): Shape[] {
  switch (layer.kind) {
    case 'rects':
      return layer.items.flatMap((rect) => rectShapes(layer, rect, ctx));
    case 'dots':
      return layer.items.flatMap((dot) => dotShape(dot, ctx));
    case 'line':
      return lineShapes(layer, ctx);
    case 'area':
      return [areaShape(layer, ctx)];
    case 'rules':
      return layer.items.flatMap((rule) => ruleShapes(rule, ctx));
  }
}

/** Everything that is painted, from back to front. */
export function shapesOf(model: ChartModel, layout: Layout, colours: Colours): Shape[] {
  const ctx = { layout, colours };
  const rules = model.layers.flatMap((l) => (l.kind === 'rules' ? l.items : []));
  const upright = rules.filter((r) => r.axis === 'x');
  const level = rules.filter((r) => r.axis === 'y');
  return [
    ...gridOf(model, ctx),
    ...model.layers.flatMap((layer) => layerShapes(layer, ctx)),
    ...axisWords(model, ctx),
    ...topLabels(upright, ctx),
    ...endLabels(model, level, ctx),
  ];
}
