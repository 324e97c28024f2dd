import { describe, expect, it } from 'vitest';
import type { Phase } from '../../api/client';
import { amountWords, barOf, raisePeak, shownPercent, silenceWords } from './percent_rules';

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

describe('words', () => {
  it.each([
    [{ done: 18_400, total: 42_900, unit: 'issues' }, '18,400 of 42,900 issues'],
    [{ done: 12, total: null, unit: 'boards' }, '12 boards · counting…'],
    [{ done: 0, total: null, unit: 'boards' }, ''],
    [{ done: 0, total: 0, unit: 'sprints' }, 'no sprints'],
    [{ done: 1, total: 2, unit: '' }, '1 of 2 items'],
  ])('%#', (phase, words) => {
    expect(amountWords(phase)).toBe(words);
  });
  it('names a silence', () => {
    const now = Date.parse('2026-11-20T14:00:00Z');
    expect(silenceWords('2026-11-20T13:57:30Z', now)).toMatch(/^No answer from Jira for 2 min;/);
  });
});
