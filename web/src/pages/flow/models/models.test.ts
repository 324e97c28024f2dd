import { describe, expect, it } from 'vitest';
import type { ChartModel, Layer, Rect } from '../../../charts/model';
import { kCalendar, workingScale } from '../../../charts/unit';
import { agingView, agingSentence, placeItems } from './aging';
import * as answers from './answers';
import { cumulativeView, cycleDaysAt, rateAt, stacksOf, wipOf } from './cumulative';
import { axisTop, durationAxis } from './duration_axis';
import { blockedView, efficiencyView } from './efficiency';
import { cellText, heatView } from './heatmap';
import { histogramSentence, histogramView, joinBins } from './histogram';
import { barsOf, mixView, mixWeeksView } from './mix';
import { dotSize, reopenView } from './reopen';
import { binLength, bunchesOf, cycleSentence, scatterView } from './scatter';
import { throughputView } from './throughput';
import { trendView } from './trend';
import type { PanelView } from './view';
import { wipView } from './wip';
import { zoneClock } from './zone';

const { aging, cumulative, cycle, day, point } = answers;
const utc = zoneClock('UTC');

function modelOf(view: PanelView): ChartModel {
  return view.model ?? expect.fail('no picture');
}

function rectsOf(view: PanelView): Rect[] {
  return modelOf(view).layers.flatMap((l) => (l.kind === 'rects' ? l.items : []));
}

function layersOf<K extends Layer['kind']>(view: PanelView, kind: K) {
  return modelOf(view).layers.filter((l): l is Extract<Layer, { kind: K }> => l.kind === kind);
}

describe('civil time of a zone', () => {
  it('knows summer and winter', () => {
    const clock = zoneClock('Europe/Berlin');
    expect(clock.date(Date.parse('2026-07-01T22:30:00Z'))).toBe('2026-07-02');
    expect(clock.date(Date.parse('2026-12-01T22:30:00Z'))).toBe('2026-12-01');
    expect(clock.date(Date.parse('2026-12-01T23:30:00Z'))).toBe('2026-12-02');
  });
  it('knows zones of half hours', () => {
    const clock = zoneClock('Asia/Kolkata');
    expect(clock.date(Date.parse('2026-12-01T18:29:00Z'))).toBe('2026-12-01');
    expect(clock.date(Date.parse('2026-12-01T18:31:00Z'))).toBe('2026-12-02');
  });
});

describe('the axis of durations', () => {
  it('ends a little above p99 when there are outliers', () => {
    const values = [...Array.from({ length: 199 }, (_, i) => (1 + i / 50) * day), 400 * day];
    const top = axisTop(values, kCalendar);
    expect(top).toBeGreaterThan(4.9);
    expect(top).toBeLessThan(6);
  });
  it('hides nothing when there are few', () => {
    expect(axisTop([day, 90 * day], kCalendar)).toBeGreaterThan(90);
    expect(axisTop([], kCalendar)).toBe(1);
    expect(axisTop([0], kCalendar)).toBeGreaterThan(0);
  });
  it('counts in working days where the answer does', () => {
    expect(axisTop([8 * 3600 * 10], workingScale(8 * 3600))).toBeCloseTo(10.8);
    expect(durationAxis(10, false, workingScale(null)).title).toBe('Working days');
  });
});

describe('scatter', () => {
  it('merges only points of one day that lie on one another, and loses none', () => {
    const points = [point(2), point(2), point(3), point(2, '2026-10-09T10:00:00Z')];
    const bunches = bunchesOf(points, 10, kCalendar, utc);
    expect(bunches.map((b) => b.points.length)).toEqual([2, 1, 1]);
  });
  it('opens the issue of one dot, and the list of a dot of many', () => {
    const view = scatterView(cycle([point(2), point(2.001), point(3)]), { log: false, pct: 85 });
    const [many, one] = modelOf(view).marks;
    expect(many?.target).toEqual({
      kind: 'items',
      mark: {
        metric: 'cycle-time',
        on: '2026-10-06',
        period: 'day',
        longer_than: 2 * day,
        shorter_than: Math.round(2.001 * day) + 1,
      },
    });
    expect(one?.target).toEqual({ kind: 'issue', key: 'PAY-1', connection: 'c1' });
  });
  it('asks for lead time when it shows lead time', () => {
    const data = cycle([point(2), point(2)], { measure: 'lead' });
    const target = modelOf(scatterView(data, { log: false, pct: 85 })).marks[0]?.target;
    expect(target).toMatchObject({ mark: { metric: 'lead-time' } });
  });
  it('clamps the few beyond p99 to the top edge and says how many', () => {
    const points = Array.from({ length: 199 }, (_, i) => point(1 + i / 50));
    const view = scatterView(cycle([...points, point(400)]), { log: false, pct: 85 });
    const dots = layersOf(view, 'dots').flatMap((l) => l.items);
    const top = modelOf(view).y.max;
    expect(dots.filter((d) => d.shape === 'triangle')).toHaveLength(1);
    expect(Math.max(...dots.map((d) => d.y))).toBe(top);
    expect(view.notes?.join()).toMatch(/▲ 1 longer than/);
  });
  it('keeps zero on a log axis', () => {
    const view = scatterView(cycle([point(0)]), { log: true, pct: 85 });
    expect(layersOf(view, 'dots')[0]?.items[0]?.y).toBeGreaterThan(0);
  });
  it('draws the cells of the server when points are too many', () => {
    const bins = [
      { date: '2026-10-05', from_seconds: 0, to_seconds: day, count: 40 },
      { date: '2026-10-06', from_seconds: 2 * day, to_seconds: 9 * day, count: 2 },
    ];
    const data = cycle([point(400)], { bins, points_total: 24_000 });
    const view = scatterView(data, { log: false, pct: 85 });
    expect(rectsOf(view)).toHaveLength(2);
    expect(layersOf(view, 'dots')).toHaveLength(0);
    // The last row reaches to the greatest value; it is drawn as high as the others.
    expect(modelOf(view).y.max).toBe(3);
    expect(modelOf(view).marks[0]?.target).toMatchObject({
      mark: { on: '2026-10-05', period: 'day', longer_than: 0, shorter_than: day },
    });
    expect(view.notes?.join()).toMatch(/24,000 issues are counted in cells/);
  });
  it('knows the length of cells although the window cuts the first', () => {
    expect(binLength(['2026-10-07', '2026-10-12', '2026-10-19', '2026-10-26'])).toBe('week');
    expect(binLength(['2026-01-20', '2026-02-01', '2026-03-01', '2026-04-01'])).toBe('month');
    expect(binLength(['2026-10-07', '2026-10-08', '2026-10-10'])).toBe('day');
    expect(binLength(['2026-10-07'])).toBe('day');
  });
  it('has every point in its twin, longest first', () => {
    const view = scatterView(cycle([point(2), point(5), point(1)]), { log: false, pct: 85 });
    expect(view.twin?.rows.map((r) => r.cells[3])).toEqual(['5.0 d', '2.0 d', '1.0 d']);
  });
  it('says so when nothing finished, with what is in progress', () => {
    const view = scatterView(cycle([]), { log: false, pct: 85 });
    expect(view.model).toBeNull();
    expect(view.nothing?.title).toBe('Nothing finished in this range.');
    expect(view.nothing?.text).toMatch(/37 items are in progress/);
  });
  it('speaks one sentence', () => {
    expect(cycleSentence(cycle([point(1)]), 85)).toBe('85 % finished within 4.0 d, n 1.');
    expect(cycleSentence(cycle([point(1)]), 95)).toBe('1 issue finished, too few for p95.');
  });
});

describe('histogram', () => {
  const data = cycle([point(0.5), point(1.2), point(1.7), point(3.1)]);
  it('has one bar a day that opens what lies in it', () => {
    const view = histogramView(data, 85);
    expect(rectsOf(view).map((r) => r.y1)).toEqual([1, 2, 0, 1]);
    expect(modelOf(view).marks[1]?.target).toMatchObject({
      mark: { metric: 'cycle-time', longer_than: day, shorter_than: 2 * day },
    });
    expect(modelOf(view).marks[2]?.target).toBeNull();
  });
  it('joins bins without losing one', () => {
    const bins = Array.from({ length: 200 }, (_, i) => ({
      from_seconds: i * day,
      to_seconds: (i + 1) * day,
      count: 1,
    }));
    const joined = joinBins(bins);
    expect(joined.length).toBeLessThanOrEqual(60);
    expect(joined.reduce((sum, b) => sum + b.count, 0)).toBe(200);
    expect(joined.at(-1)?.to_seconds).toBe(200 * day);
  });
  it('gathers the far tail in one open bar', () => {
    const bins = Array.from({ length: 100 }, (_, i) => ({
      from_seconds: i * day,
      to_seconds: (i + 1) * day,
      count: i < 10 || i === 99 ? 1 : 0,
    }));
    const percentiles = [{ p: 95, seconds: 9 * day, needed: 60, note: '' }];
    const view = histogramView(cycle([point(1)], { histogram: bins, percentiles }), 85);
    const last = modelOf(view).marks.at(-1);
    expect(last?.words).toMatch(/18 d and more: 1 issue/);
    expect(last?.target).toEqual({
      kind: 'items',
      mark: { metric: 'cycle-time', longer_than: 18 * day },
    });
  });
  it('names what is usual', () => {
    expect(histogramSentence(data)).toBe('Most often 1 to 2 d (50 % of 4).');
  });
});

describe('trend', () => {
  it('leaves weeks that are not whole out of the line', () => {
    const view = trendView(cycle([point(1)]));
    expect(layersOf(view, 'line')[0]?.points.map((p) => p.y)).toEqual([1, 2, null]);
    expect(view.sentence).toBe('Half took up to 1.0 d in the first whole week, 2.0 d in the last.');
  });
  it('says so when no week has enough', () => {
    expect(trendView(cycle([point(1)], { series: [] })).nothing?.title).toMatch(/Too few/);
  });
});

describe('throughput', () => {
  const plain = { split: false, hidden: [] };
  it('hatches the running week and opens a week', () => {
    const view = throughputView(answers.throughput, plain);
    expect(rectsOf(view).map((r) => [r.y1, r.hatched ?? false])).toEqual([
      [6, false],
      [8, false],
      [3, true],
    ]);
    expect(modelOf(view).marks[1]?.target).toEqual({
      kind: 'items',
      mark: { metric: 'throughput', on: '2026-10-05', period: 'week' },
    });
    expect(view.notes?.[0]).toMatch(/left out of the median/);
  });
  it('stacks categories, and leaves out what the legend hides', () => {
    const split = throughputView(answers.throughput, { split: true, hidden: [] });
    expect(rectsOf(split).map((r) => [r.x0, r.y0, r.y1])).toEqual([
      [0, 0, 4],
      [0, 4, 6],
      [1, 0, 8],
      [2, 0, 1],
      [2, 1, 3],
    ]);
    const hidden = throughputView(answers.throughput, { split: true, hidden: ['feature'] });
    expect(rectsOf(hidden).map((r) => r.y1)).toEqual([2, 2]);
    expect(hidden.legend?.find((l) => l.id === 'feature')?.on).toBe(false);
  });
  it('has the same numbers in its twin', () => {
    const { twin } = throughputView(answers.throughput, plain);
    expect(twin?.rows[1]?.cells).toEqual(['5 Oct – 11 Oct 2026', '8', '8', '0', '7', 'yes']);
  });
});

describe('work in progress', () => {
  it('says where its axis begins when it is not zero', () => {
    const view = wipView(answers.wip);
    expect(modelOf(view).y.min).toBe(5);
    expect(view.notes).toEqual(['The axis begins at 5']);
    expect(view.sentence).toBe('12 issues in progress now, 2 more than on 16 Oct 2026.');
  });
  it('opens a day', () => {
    expect(modelOf(wipView(answers.wip)).marks[0]?.target).toEqual({
      kind: 'items',
      mark: { metric: 'wip', on: '2026-10-16' },
    });
  });
});

describe('aging', () => {
  it('draws a tint up to each known percentile of the stage', () => {
    const bands = rectsOf(agingView(aging([1, 5]), false));
    expect(bands.map((b) => [b.x0, b.y0, b.y1])).toEqual([
      [0, 0, 2],
      [0, 2, 4],
    ]);
    expect(new Set(bands.map((b) => b.paint)).size).toBe(1);
  });
  it('puts items of one age side by side', () => {
    const { items } = aging([2, 2, 2, 2.01]);
    const places = placeItems(items, 0, 10, kCalendar, false);
    expect(new Set(places.map((p) => p.x.toFixed(3))).size).toBe(4);
    for (const { x } of places) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(1);
    }
  });
  it('stays within the column however many there are', () => {
    const { items } = aging(Array.from({ length: 500 }, () => 2));
    for (const { x } of placeItems(items, 3, 10, kCalendar, true)) {
      expect(x).toBeGreaterThan(3);
      expect(x).toBeLessThan(4);
    }
  });
  it('marks what is blocked by shape, not by colour alone', () => {
    const view = agingView(aging([2], { blocked: true }), false);
    expect(layersOf(view, 'dots')[0]?.items[0]?.shape).toBe('square');
    expect(modelOf(view).marks[0]?.words).toMatch(/Blocked$/);
  });
  it('speaks of the late and the oldest', () => {
    expect(agingSentence(aging([9, 2]))).toBe(
      '2 issues in progress, 2 older than p85 of their stage. The oldest, PAY-0, is 9.0 d old.',
    );
    expect(agingView(aging([]), false).nothing?.title).toBe('Nothing is in progress.');
  });
  it('names stages without a pace', () => {
    expect(agingView(aging([1]), false).notes?.[0]).toMatch(/Review/);
  });
});

describe('cumulative flow', () => {
  it('stacks from done up, done from the first day', () => {
    const stacks = stacksOf(cumulative, []);
    expect(stacks.map((s) => [s.low[28], s.high[28]])).toEqual([
      [0, 28],
      [28, 33],
      [33, 41],
    ]);
    expect(stacks[0]?.high[0]).toBe(0);
  });
  it('reads WIP, throughput and the approximate cycle time', () => {
    expect(wipOf(cumulative)[3]).toBe(5);
    expect(rateAt(cumulative, 28)).toBeCloseTo(1);
    expect(cycleDaysAt(cumulative, 28)).toBeCloseTo(5);
    expect(rateAt(cumulative, 3)).toBeNull();
  });
  it('bounds work in progress by arrivals and departures while every stage is shown', () => {
    const whole = layersOf(cumulativeView(cumulative, []), 'line');
    expect(whole.map((l) => l.points[28]?.y)).toEqual([33, 28]);
    expect(layersOf(cumulativeView(cumulative, ['queue']), 'line')).toHaveLength(0);
  });
  it('opens a stage on a day, and has each day in its twin', () => {
    const view = cumulativeView(cumulative, []);
    expect(modelOf(view).marks[1]?.target).toEqual({
      kind: 'items',
      mark: { metric: 'cumulative', on: '2026-09-20', stage: 'active' },
    });
    expect(view.twin?.rows).toHaveLength(29);
    expect(view.twin?.rows[0]?.cells).toEqual(['18 Oct 2026', '128', '5', '8', '5', '28', '28']);
    expect(view.sentence).toBe('28 issues started, as many as were finished.');
  });
});

describe('time in status', () => {
  const heat = { by: 'status', view: 'heat', pct: 85 } as const;
  it('prints p85, keeps too few apart from none', () => {
    const rects = rectsOf(heatView(answers.inStatus, heat));
    expect(rects.map((r) => r.text ?? r.paint)).toEqual(['2.0', 'surface-3', '12', '12', '12']);
  });
  it('opens status and week; an empty cell opens nothing', () => {
    const { marks } = modelOf(heatView(answers.inStatus, heat));
    expect(marks[0]?.target).toEqual({
      kind: 'items',
      mark: {
        metric: 'time-in-status',
        status: 'In Progress',
        on: '2026-09-28',
        period: 'week',
      },
    });
    expect(marks[2]?.target).toBeNull();
    expect(marks[1]?.words).toMatch(/too few \(n 3\)/);
  });
  it('asks by stage when it shows stages', () => {
    const { marks } = modelOf(heatView(answers.inStatus, { ...heat, by: 'stage' }));
    expect(marks[0]?.target).toMatchObject({ mark: { stage: 'active' } });
  });
  it('shows p50 within p85 as bars', () => {
    const rects = rectsOf(heatView(answers.inStatus, { ...heat, view: 'bars' }));
    expect(rects.map((r) => r.x1)).toEqual([3, 12, 1, 2]);
  });
  it('says which percentile stands in for one that is not counted', () => {
    const { notes } = heatView(answers.inStatus, { ...heat, pct: 95 });
    expect(notes?.join()).toMatch(/p95 is not counted by status; this is p85/);
  });
  it('writes a cell as short as it can', () => {
    expect(cellText(12 * 3600, kCalendar).replace(/\s/, ' ')).toBe('12 h');
    expect(cellText(2.44 * day, kCalendar)).toBe('2.4');
    expect(cellText(31.6 * day, kCalendar)).toBe('32');
  });
});

describe('efficiency and blocked time', () => {
  it('leaves a week without issues empty', () => {
    expect(rectsOf(efficiencyView(answers.efficiency)).map((r) => r.x0)).toEqual([0, 2]);
    expect(efficiencyView(answers.efficiency).sentence).toBe(
      '40 % of 100 d of cycle time was work; the rest waited. n 20.',
    );
  });
  it('opens what was blocked in a week for any cause', () => {
    const view = blockedView(answers.efficiency);
    expect(modelOf(view).marks[1]?.target).toMatchObject({
      mark: { metric: 'efficiency', cause: 'any', on: '2026-10-05' },
    });
    expect(view.notes?.[0]).toMatch(/overlap/);
    expect(view.twin?.rows[0]?.cells).toEqual(['Flagged', '8.0 d', '3']);
  });
});

describe('mix', () => {
  it('orders categories alike in every bar', () => {
    expect(barsOf(answers.mix)[0]?.slices.map((s) => s.category)).toEqual(['feature', 'bug']);
  });
  it('draws only bars that have a share, and keeps the places of hidden parts', () => {
    const all = rectsOf(mixView(answers.mix, []));
    expect(all.map((r) => [r.x0, r.x1])).toEqual([
      [0, 13 / 17],
      [13 / 17, 1],
      [0, 1],
    ]);
    const hidden = rectsOf(mixView(answers.mix, ['feature']));
    expect(hidden.map((r) => r.x0)).toEqual([13 / 17]);
  });
  it('fills every week to 100 %', () => {
    const view = mixWeeksView(answers.mix, []);
    const tops = [0, 1, 2].map((x) =>
      Math.max(...rectsOf(view).map((r) => (r.x0 === x ? r.y1 : 0))),
    );
    for (const top of tops) expect(top).toBeCloseTo(1);
    expect(view.sentence).toBe('Bugs: 33 % in the first whole week, 0 % in the last.');
  });
});

describe('reopened', () => {
  it('draws young weeks hollow and leaves them out of the line', () => {
    const view = reopenView(answers.reopen);
    const dots = layersOf(view, 'dots').flatMap((l) => l.items);
    expect(dots.map((d) => d.shape ?? 'circle')).toEqual(['circle', 'circle', 'ring']);
    expect(layersOf(view, 'line')[0]?.points.at(-1)?.y).toBeNull();
  });
  it('opens only weeks in which something came back', () => {
    const { marks } = modelOf(reopenView(answers.reopen));
    expect(marks.map((m) => m.target !== null)).toEqual([true, false, false]);
    expect(marks[0]?.tip.rows[0]?.value).toBe('3/20');
  });
  it('grows a dot with its number', () => {
    expect(dotSize(0, 10)).toBe(8);
    expect(dotSize(10, 10)).toBe(22);
  });
});
