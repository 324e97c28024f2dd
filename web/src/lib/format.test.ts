import { describe, expect, it } from 'vitest';
import { civilDate, daysUntil, formatAgo, formatCount, formatPercent, plural } from './format';

describe('counts', () => {
  it.each([
    [0, '0'],
    [18_400, '18,400'],
    [99_999, '99,999'],
    [100_000, '100 k'],
    [999_500, '1.0 M'],
    [1_240_000, '1.2 M'],
  ])('%i', (n, text) => {
    expect(formatCount(n)).toBe(text);
  });

  it('has a singular', () => {
    expect(plural(1, 'issue')).toBe('1 issue');
    expect(plural(1200, 'issue')).toBe('1,200 issues');
  });
});

describe('percent', () => {
  it.each([
    [0, 0, '–'],
    [0, 10, '0 %'],
    [1, 10_000, '< 0.1 %'],
    [3, 41, '7.3 %'],
    [43, 100, '43 %'],
    [9_996, 10_000, '99 %'],
    [10, 10, '100 %'],
  ])('%i of %i', (part, whole, text) => {
    expect(formatPercent(part, whole)).toBe(text);
  });
});

describe('relative time', () => {
  const now = Date.parse('2026-11-20T14:02:00Z');
  it.each([
    ['2026-11-20T14:01:55Z', 'just now'],
    ['2026-11-20T14:02:05Z', 'just now'],
    ['2026-11-20T14:01:15Z', '45 s ago'],
    ['2026-11-20T14:00:00Z', '2 min ago'],
    ['2026-11-20T09:02:00Z', '5 h ago'],
    ['2026-11-19T14:02:00Z', '1 day ago'],
    ['2026-11-14T12:00:00Z', '6 days ago'],
    ['2026-09-02T12:00:00Z', '2 Sep 2026'],
    ['2026-11-20T14:02:45Z', 'in 45 s'],
  ])('%s', (at, text) => {
    expect(formatAgo(at, now)).toBe(text);
  });
});

describe('civil dates', () => {
  const noon = new Date(2026, 10, 20, 12).getTime();
  it('counts whole days whatever the hour', () => {
    expect(daysUntil('2026-11-29', noon)).toBe(9);
    expect(daysUntil('2026-11-20', noon)).toBe(0);
    expect(daysUntil('2026-11-19', noon)).toBe(-1);
  });
  it('adds days over a leap year', () => {
    expect(civilDate(noon, 365)).toBe('2027-11-20');
    expect(civilDate(new Date(2027, 10, 20).getTime(), 365)).toBe('2028-11-19');
  });
});
