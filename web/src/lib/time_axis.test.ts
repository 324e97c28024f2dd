import { describe, expect, it } from 'vitest';
import { clampDomain, fitLabel, reveal, ticks, toTime, toX, zoom } from './time_axis';

const day = 86_400_000;
const whole = { from: 0, to: 100 * day };

describe('axis', () => {
  it('maps there and back', () => {
    expect(toX(25 * day, whole, 800)).toBe(200);
    expect(toTime(200, whole, 800)).toBe(25 * day);
  });
  it('zooms around the cursor and keeps it in place', () => {
    const next = zoom(whole, whole, 0.5, 25 * day);
    expect(next).toEqual({ from: 12.5 * day, to: 62.5 * day });
    expect(toX(25 * day, next, 800)).toBe(200);
  });
  it('never leaves the whole and never vanishes', () => {
    expect(zoom({ from: 0, to: day }, whole, 1000, 0)).toEqual(whole);
    const tiny = zoom({ from: 0, to: 11 * 60_000 }, whole, 0.001, 0);
    expect(tiny.to - tiny.from).toBe(600_000);
    expect(clampDomain({ from: -day, to: day }, whole)).toEqual({ from: 0, to: 2 * day });
  });
  it('moves the view to what is asked for', () => {
    const view = { from: 0, to: 10 * day };
    expect(reveal(view, whole, 5 * day)).toBe(view);
    expect(reveal(view, whole, 50 * day)).toEqual({ from: 45 * day, to: 55 * day });
  });
});

describe('ticks', () => {
  it.each([600_000, day / 2, 3 * day, 30 * day, 400 * day, 3000 * day])(
    'are round, ordered and apart over %i ms',
    (length) => {
      const from = new Date(2026, 9, 20, 7, 13).getTime();
      const found = ticks({ from, to: from + length }, 900);
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThanOrEqual(11);
      found.slice(1).forEach((tick, i) => expect(tick.at).toBeGreaterThan(found[i]?.at ?? 0));
      for (const tick of found) expect(new Date(tick.at).getSeconds()).toBe(0);
    },
  );
});

it('cuts labels to their room', () => {
  expect(fitLabel('In Review', 200)).toBe('In Review');
  expect(fitLabel('In Review', 60)).toBe('In Rev…');
  expect(fitLabel('In Review', 30)).toBe('');
});
