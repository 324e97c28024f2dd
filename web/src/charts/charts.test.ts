import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from '../theme/contrast';
import { dayAxis, logAxis, numberAxis, periodAxis, slotAxis } from './axis';
import { inkOn, seqPaint, type Colours } from './colours';
import { deltaOf, previousWords } from './delta';
import { makeHit, stepTo } from './hit';
import { sortsOf } from './items_words';
import { layoutOf, spreadLabels } from './layout';
import { formatMark, markQuery, parseMark } from './mark_ref';
import type { ChartModel, Mark } from './model';
import { weight } from './model';
import { missingRules, rulesOf } from './percentiles';
import { hatch, shapesOf } from './shapes';
import { sparkPath } from './spark_path';
import { markdownOf } from './twin';
import { formatBothIn, formatIn, kCalendar, scaleOf, tickIn, workingScale } from './unit';
import { configurationWords, unitWords } from './how_words';
import { tipPlace } from './tip_place';

const day = 86_400;
const eight = workingScale(8 * 3600);

describe('units', () => {
  it('names the unit of every duration', () => {
    expect(formatIn(2.4 * 8 * 3600, eight)).toBe('2.4 wd');
    expect(formatIn(3.1 * day, kCalendar)).toBe('3.1 d');
    expect(formatIn(5 * 3600 + 1200, eight)).toBe('5 h 20 min');
    expect(formatIn(-2 * 8 * 3600, eight)).toBe('−2.0 wd');
    expect(formatBothIn(2.4 * 8 * 3600, eight)).toBe('2.4 wd (19 h 12 min of working time)');
  });
  it('reads the scale from the answer', () => {
    expect(scaleOf({ unit: 'calendar', seconds_per_working_day: 7 })).toBe(kCalendar);
    expect(scaleOf({ unit: 'working', seconds_per_working_day: 27_000 }).perDay).toBe(27_000);
    expect(scaleOf({ unit: 'working', seconds_per_working_day: 0 }).perDay).toBe(28_800);
  });
  it('ticks are days, below one hours or minutes', () => {
    expect([0, 1 / 48, 0.25, 2.5].map((d) => tickIn(d, kCalendar))).toEqual([
      '0',
      '30 min',
      '6 h',
      '2.5',
    ]);
  });
});

describe('what changed', () => {
  it('says size, share and direction, and no colour', () => {
    const delta = deltaOf({ value: 9.4 * day, previous: 11.2 * day, kind: 'seconds' });
    expect(delta).toEqual({ arrow: '↓', text: '1.8 d less (−16 %)' });
    expect(deltaOf({ value: 12, previous: 10, kind: 'count' })?.text).toBe('2 more (+20 %)');
    expect(deltaOf({ value: 1001, previous: 1000, kind: 'count' })?.text).toBe('1 more (< 1 %)');
    expect(deltaOf({ value: 5, previous: 5, kind: 'count' })?.text).toBe('the same');
  });
  it('speaks of points where the value is a share', () => {
    expect(deltaOf({ value: 0.33, previous: 0.3, kind: 'ratio' })?.text).toBe('3.0 points more');
  });
  it('is nothing without both, and divides by nothing', () => {
    expect(deltaOf({ value: null, previous: 3, kind: 'count' })).toBeNull();
    expect(deltaOf({ value: 3, previous: 0, kind: 'count' })?.text).toBe('3 more');
  });
  it('names the window before', () => {
    expect([84, 7, 1, 10].map(previousWords)).toEqual([
      'the 12 weeks before',
      'the week before',
      'the day before',
      'the 10 days before',
    ]);
  });
});

describe('the mark in the address', () => {
  it('comes back as it went', () => {
    const marks = [
      { metric: 'throughput' as const },
      { metric: 'throughput' as const, on: '2026-10-05', period: 'week' },
      { metric: 'time-in-status' as const, status: 'a;b=c\\d:e', longer_than: 0, shorter_than: 60 },
      { metric: 'aging' as const, band: 4 },
    ];
    for (const mark of marks) expect(parseMark(formatMark(mark))).toEqual(mark);
    expect(formatMark({ metric: 'throughput', on: '2026-10-05' })).toBe('throughput:on=2026-10-05');
  });
  it('is refused as a whole when a part is not known', () => {
    for (const text of [
      'nothing',
      'wip:colour=red',
      'aging:band=old',
      'aging:band=',
      'wip:on',
      '',
    ]) {
      expect(parseMark(text)).toBeNull();
    }
  });
  it('is what the list is asked for', () => {
    expect(markQuery({ metric: 'aging', band: 4 })).toEqual({ metric: 'aging', band: 4 });
  });
});

function dot(id: string, x: number, y: number, more: Partial<Mark> = {}): Mark {
  const tip = { title: id, rows: [] };
  return { id, x0: x, x1: x, y0: y, y1: y, shape: 'dot', words: id, tip, target: null, ...more };
}

function modelOf(marks: Mark[], more: Partial<ChartModel> = {}): ChartModel {
  return {
    x: slotAxis(['a', 'b', 'c', 'd']),
    y: numberAxis({ max: 10, format: String }),
    layers: [],
    marks,
    ...more,
  };
}

describe('axes', () => {
  it('end at a round number at or above the largest', () => {
    expect(numberAxis({ max: 97, format: String }).max).toBe(100);
    expect(numberAxis({ max: 100, format: String }).max).toBe(100);
    expect(numberAxis({ max: 3, format: String, least: 1 }).max).toBeGreaterThanOrEqual(3);
    expect(numberAxis({ max: 0, format: String, least: 1 }).max).toBe(1);
  });
  it('count in whole steps', () => {
    const texts = numberAxis({ max: 3, format: String, least: 1 })
      .ticks(300)
      .map((t) => t.text);
    expect(texts).toEqual(['0', '1', '2', '3']);
  });
  it('leave words out where there is no room, and keep the newest', () => {
    const periods = Array.from({ length: 52 }, (_, i) => ({
      from: new Date(Date.UTC(2026, 0, 5 + 7 * i)).toISOString().slice(0, 10),
    }));
    const ticks = periodAxis(periods).ticks(500);
    expect(ticks.length).toBeLessThan(12);
    expect(ticks.at(-1)?.at).toBe(51.5);
  });
  it('name Mondays of longer ranges', () => {
    const ticks = dayAxis('2026-09-01', '2026-11-20').ticks(1000);
    for (const tick of ticks) expect(new Date(tick.at).getUTCDay()).toBe(1);
    expect(ticks[0]?.text).toBe('7 Sep');
  });
  it('keep to their ends on a log scale', () => {
    const axis = logAxis(0.1, 20, [0.05, 0.1, 1, 10, 100], String);
    expect(axis.ticks(400).map((t) => t.at)).toEqual([0.1, 1, 10]);
  });
});

describe('layout', () => {
  it('puts the ends of the axes at the ends of the plot', () => {
    const model = modelOf([]);
    const layout = layoutOf(model, 800, 300);
    expect(layout.x(0)).toBe(layout.plot.left);
    expect(layout.x(4)).toBe(layout.plot.left + layout.plot.width);
    expect(layout.y(0)).toBe(layout.plot.top + layout.plot.height);
    expect(layout.y(model.y.max)).toBe(layout.plot.top);
  });
  it('makes room for the names of rules', () => {
    const rules = [{ axis: 'y' as const, at: 5, label: 'p85 9.4 wd', dash: 'dashed' as const }];
    const with_ = layoutOf(modelOf([], { layers: [{ kind: 'rules', items: rules }] }), 800, 300);
    expect(with_.plot.width).toBeLessThan(layoutOf(modelOf([]), 800, 300).plot.width - 60);
  });
  it('spreads labels in their order and within the plot', () => {
    expect(spreadLabels([100, 104, 40], 16)).toEqual([100, 116, 40]);
    expect(spreadLabels([100, 104], 16, 110)).toEqual([94, 110]);
    expect(spreadLabels([], 16)).toEqual([]);
  });
});

describe('pointer and keys', () => {
  const model = modelOf([dot('a', 1, 2), dot('b', 2, 2), dot('c', 2, 8, { row: 1 })]);
  const layout = layoutOf(model, 800, 300);
  it('finds the nearest dot within reach, and nothing beyond', () => {
    const hit = makeHit(model, layout);
    expect(hit(layout.x(2) + 4, layout.y(8) - 3)).toBe(2);
    expect(hit(layout.x(2) + 40, layout.y(8))).toBeNull();
  });
  it('finds the column anywhere in the plot', () => {
    const marks = [0, 1, 2].map((i) => dot(`${i}`, i, 0, { x1: i + 1, shape: 'column' }));
    const columns = modelOf(marks, { hit: 'column' });
    const place = layoutOf(columns, 800, 300);
    const hit = makeHit(columns, place);
    expect(hit(place.x(1.5), place.plot.top + 2)).toBe(1);
    expect(hit(2, 2)).toBeNull();
  });
  it('steps with arrows, stops at the ends', () => {
    const { marks } = model;
    expect(stepTo(marks, null, 'ArrowRight')).toBe(0);
    expect(stepTo(marks, null, 'ArrowLeft')).toBe(2);
    expect(stepTo(marks, 2, 'ArrowRight')).toBe(2);
    expect(stepTo(marks, 0, 'End')).toBe(2);
    expect(stepTo(marks, 0, 'x')).toBeNull();
    expect(stepTo([], null, 'ArrowRight')).toBeNull();
  });
  it('goes up and down between rows at the same place', () => {
    const grid = [0, 1].flatMap((row) => [0, 1, 2].map((x) => dot(`${row}${x}`, x, row, { row })));
    expect(stepTo(grid, 1, 'ArrowUp')).toBe(4);
    expect(stepTo(grid, 4, 'ArrowDown')).toBe(1);
    expect(stepTo(grid, 1, 'ArrowDown')).toBe(1);
  });
});

const colours: Colours = { of: (paint) => `<${paint}>`, font: 'sans', forced: false };

describe('what is painted', () => {
  const rect = { x0: 0, x1: 1, y0: 0, y1: 5, paint: 'series-1' };
  const paint = (model: ChartModel) => shapesOf(model, layoutOf(model, 800, 300), colours);
  it('draws a bar from its foot to its height in its colour', () => {
    const model = modelOf([], { layers: [{ kind: 'rects', items: [rect] }] });
    const layout = layoutOf(model, 800, 300);
    const bar = paint(model).find((s) => s.type === 'rect');
    expect(bar?.style.fill).toBe('<series-1>');
    expect(bar?.shape?.y).toBeCloseTo(layout.y(5));
    expect(bar?.shape?.height).toBeCloseTo(layout.y(0) - layout.y(5));
  });
  it('hatches a period that is not whole', () => {
    const plain = modelOf([], { layers: [{ kind: 'rects', items: [rect] }] });
    const cut = modelOf([], { layers: [{ kind: 'rects', items: [{ ...rect, hatched: true }] }] });
    expect(paint(cut).length).toBeGreaterThan(paint(plain).length + 5);
  });
  it('keeps hatching within its box', () => {
    for (const [x, y] of hatch(10, 20, 30, 50).flat()) {
      expect(x).toBeGreaterThanOrEqual(10);
      expect(x).toBeLessThanOrEqual(40);
      expect(y).toBeGreaterThanOrEqual(20);
      expect(y).toBeLessThanOrEqual(70);
    }
  });
  it('breaks a line at a gap and shows a point that stands alone', () => {
    const points = [1, 2, null, 3, null, 4, 5].map((y, x) => ({ x, y }));
    const model = modelOf([], { layers: [{ kind: 'line', points, paint: 'series-2' }] });
    const own = paint(model).filter(
      (s) => s.style.stroke === '<series-2>' || s.style.fill === '<series-2>',
    );
    expect(own.map((s) => s.type).sort()).toEqual(['circle', 'polyline', 'polyline']);
  });
  it('prints a value only where it fits', () => {
    const wide = modelOf([], { layers: [{ kind: 'rects', items: [{ ...rect, text: '12.5' }] }] });
    const narrow = { ...rect, x1: 0.02, text: '12.5' };
    const texts = (model: ChartModel) => paint(model).filter((s) => s.style.text === '12.5');
    expect(texts(wide)).toHaveLength(1);
    expect(texts(modelOf([], { layers: [{ kind: 'rects', items: [narrow] }] }))).toHaveLength(0);
  });
  it('weighs what is painted', () => {
    const items = Array.from({ length: 7 }, () => rect);
    expect(weight(modelOf([], { layers: [{ kind: 'rects', items }] }))).toBe(7);
  });
});

const css = readFileSync(new URL('../theme/tokens.css', import.meta.url), 'utf8');

describe.each(['light', 'dark'])('the sequential scale, %s', (theme) => {
  const start = css.indexOf(`[data-mantine-color-scheme='${theme}']`);
  const block = css.slice(start, css.indexOf('}', start));
  const of = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)?.[1] ?? '';
  const steps = [1, 2, 3, 4, 5, 6, 7].map((i) => of(`seq-${i}`));
  it('goes one way', () => {
    const ratios = steps.map((s) => contrast(s, theme === 'light' ? '#ffffff' : '#000000'));
    expect([...ratios].sort((a, b) => a - b)).toEqual(ratios);
  });
  it.each([0, 1, 2, 3, 4, 5, 6])('step %i carries readable words', (i) => {
    const paint = seqPaint(i / 6);
    const ink = inkOn(paint, { of, font: '', forced: false });
    expect(contrast(ink, of(paint))).toBeGreaterThanOrEqual(4.5);
  });
});

describe('percentiles', () => {
  const percentiles = [
    { p: 50, seconds: 2 * day, needed: 5, note: '' },
    { p: 70, seconds: 3 * day, needed: 10, note: '' },
    { p: 85, seconds: null, needed: 20, note: 'too few (n 12)' },
    { p: 95, seconds: null, needed: 60, note: '' },
  ];
  it('draws no rule below the needed n and says so', () => {
    expect(rulesOf(percentiles, 'y', kCalendar, 85)).toEqual([
      { axis: 'y', at: 2, label: 'p50 2.0 d', dash: 'solid', strong: false },
    ]);
    expect(missingRules(percentiles, 12)).toEqual(['p85: too few (n 12)', 'p95: too few (n 12)']);
  });
  it('draws p70 only when it is the headline', () => {
    expect(rulesOf(percentiles, 'y', kCalendar, 70).map((r) => r.label)).toEqual([
      'p50 2.0 d',
      'p70 3.0 d',
    ]);
  });
});

describe('spark', () => {
  it('leaves a gap where a value is missing', () => {
    expect(sparkPath([1, 2, null, 3, 4], 100, 20, false).line.match(/M/g)).toHaveLength(2);
    expect(sparkPath([null, null], 100, 20, false)).toEqual({ line: '', area: '', last: null });
  });
  it('stays within its box', () => {
    const { last } = sparkPath([5, 5, 5], 100, 20, false);
    expect(last).toEqual({ x: 97, y: 10 });
  });
});

it('copies a table that survives bars and line breaks', () => {
  const twin = {
    caption: '',
    columns: [{ title: 'Key' }, { title: 'n', number: true }],
    rows: [{ cells: ['a|b\nc', '1'] }],
  };
  expect(markdownOf(twin, 'T', ['85 %'])).toBe(
    '**T**\n\n85 %\n\n| Key | n |\n| --- | ---: |\n| a\\|b c | 1 |',
  );
});

it('offers the orders that a list has', () => {
  const only = sortsOf({ from: null, at: null, seconds: null });
  expect(only.map((s) => s.value)).toEqual(['key']);
  expect(sortsOf({ from: 'x', at: 'y', seconds: 'z' })).toHaveLength(5);
});

it('says unit and configuration in words', () => {
  expect(unitWords({ unit: 'working', seconds_per_working_day: 27_000 })).toBe(
    'Working time, 1 wd is 7 h 30 min',
  );
  const configurations = [
    { connection: 'a', version: 3 },
    { connection: 'b', version: 1 },
  ];
  expect(configurationWords({ configuration_version: 3, configurations })).toBe(
    'a version 3 · b version 1',
  );
});

describe('the words about a mark', () => {
  const box = (left: number, top = 20) => ({ left, top, width: 10, height: 10 });
  const place = (left: number, width: number, top = 20) =>
    tipPlace({ box: box(left, top), width, height: 240, column: false });
  it('stand beside it where there is room, and never wider than that', () => {
    expect(place(40, 900)).toEqual({ left: 56, top: 9, maxWidth: 300 });
    expect(place(800, 900)).toEqual({ right: 106, top: 9, maxWidth: 300 });
    expect(place(250, 520).maxWidth).toBe(254);
  });
  it('take the whole width of a plot on a phone', () => {
    expect(place(30, 226)).toMatchObject({ left: 0, right: 0, top: 36 });
    expect(place(190, 226, 200)).toMatchObject({ left: 0, right: 0, bottom: 46 });
    const wide = { left: 0, top: 0, width: 226, height: 240 };
    expect(tipPlace({ box: wide, width: 226, height: 240, column: true }).top).toBe(8);
  });
});
