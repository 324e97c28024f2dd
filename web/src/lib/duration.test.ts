import { describe, expect, it } from 'vitest';
import { formatDuration, formatDurationBoth, formatEta } from './duration';

describe('formatDuration', () => {
  it.each([
    [0, '0 min'],
    [59, '< 1 min'],
    [60, '1 min'],
    [2520, '42 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [19_200, '5 h 20 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1.0 d'],
    [267_840, '3.1 d'],
    [8_640_000, '100 d'],
    [-2520, '−42 min'],
  ])('%i s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('gives both readings above a day only', () => {
    expect(formatDurationBoth(268_200)).toBe('3.1 d (74 h 30 min)');
    expect(formatDurationBoth(3600)).toBe('1 h');
  });
});

describe('formatEta', () => {
  it.each([
    [null, 60, null],
    [45, 50, '45–50 s'],
    [360, 540, '6–9 min'],
    [540, 360, '6–9 min'],
    [20, 60, '1 min'],
    [4200, 5400, '1 h 10 min – 1 h 30 min'],
    [3600, 3600, '1 h'],
  ])('%s to %s s', (low, high, text) => {
    expect(formatEta(low, high)).toBe(text);
  });
});
