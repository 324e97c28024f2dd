import { describe, expect, it } from 'vitest';
import { axisTop, linesOf, marksOf, notesOf, spreadLabels, type Point } from './scatter_model';

const day = 86_400;
const point = (days: number, at = '2026-11-02T10:00:00Z') =>
  ({ seconds: days * day, finished: at }) as Point;

describe('axis', () => {
  it('ends above p99 and clamps what is beyond', () => {
    const points = [...Array.from({ length: 199 }, (_, i) => point(1 + i / 50)), point(400)];
    const top = axisTop(points);
    expect(top).toBeGreaterThan(4.9);
    expect(top).toBeLessThan(6);
    const clamped = marksOf(points, top, false).filter((m) => m.clamped);
    expect(clamped).toHaveLength(1);
    expect(clamped[0]?.y).toBe(top);
  });
  it('hides nothing when there are few', () => {
    expect(axisTop([point(1), point(90)])).toBeGreaterThan(90);
    expect(axisTop([])).toBe(1);
    expect(axisTop([point(0)])).toBeGreaterThan(0);
  });
  it('keeps zero on a log axis', () => {
    expect(marksOf([point(0)], 10, true)[0]?.y).toBeGreaterThan(0);
    expect(marksOf([point(0)], 10, false)[0]?.y).toBe(0);
  });
});

it('merges only points that lie on one another, and loses none', () => {
  const points = [point(2), point(2), point(3), point(2, '2026-11-09T10:00:00Z')];
  const marks = marksOf(points, 10, false);
  expect(marks.map((m) => m.count)).toEqual([2, 1, 1]);
  expect(marks.reduce((sum, m) => sum + m.count, 0)).toBe(points.length);
});

it('draws no line below the needed n and says so', () => {
  const percentiles = [
    { p: 50, seconds: 2 * day, needed: 5, note: '' },
    { p: 70, seconds: 3 * day, needed: 10, note: '' },
    { p: 85, seconds: null, needed: 20, note: 'too few (n 12)' },
    { p: 95, seconds: null, needed: 60, note: '' },
  ];
  expect(linesOf({ percentiles })).toEqual([{ p: 50, days: 2, label: 'p50 2.0 d', dash: 'solid' }]);
  expect(notesOf({ percentiles, n: 12 })).toEqual(['p85: too few (n 12)', 'p95: too few (n 12)']);
});

it('spreads labels in their order', () => {
  expect(spreadLabels([100, 104, 40], 16)).toEqual([100, 116, 40]);
  expect(spreadLabels([], 16)).toEqual([]);
});
