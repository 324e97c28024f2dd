import { describe, expect, it } from 'vitest';
import type { Phase } from '../../api/client';
import { barOf, raisePeak, shownPercent } from './percent_rules';

describe('percent', () => {
  it('never falls within a run', () => {
    let peak = raisePeak(null, 'a', 12);
    for (const next of [14, 13, 2, 14]) peak = raisePeak(peak, 'a', next);
    expect(peak).toEqual({ run: 'a', percent: 14 });
  });
  it('starts anew with a new run', () => {
    expect(raisePeak({ run: 'a', percent: 90 }, 'b', 1)).toEqual({ run: 'b', percent: 1 });
  });
  it.each([
    [0, 'running', 0],
    [43.9, 'running', 43],
    [99.97, 'running', 99],
    [100, 'running', 99],
    [100, 'waiting', 99],
    [99.2, 'completed', 100],
    [80, 'completed_with_gaps', 100],
    [80, 'failed', 80],
  ] as const)('%f %s shows %i', (percent, state, shown) => {
    expect(shownPercent(percent, state)).toBe(shown);
  });
});

describe('bars', () => {
  const phase = { state: 'running', done: 0, total: null } as Phase;
  it('counts until the total is known', () => {
    expect(barOf(phase)).toEqual({ kind: 'counting' });
    expect(barOf({ ...phase, state: 'queued' })).toEqual({ kind: 'share', percent: 0 });
  });
  it('survives a total that grows or is passed', () => {
    expect(barOf({ ...phase, done: 50, total: 200 })).toEqual({ kind: 'share', percent: 25 });
    expect(barOf({ ...phase, done: 210, total: 200 })).toEqual({ kind: 'share', percent: 100 });
    expect(barOf({ ...phase, total: 0 })).toEqual({ kind: 'share', percent: 0 });
    expect(barOf({ ...phase, state: 'completed', total: 0 })).toEqual({
      kind: 'share',
      percent: 100,
    });
  });
});
