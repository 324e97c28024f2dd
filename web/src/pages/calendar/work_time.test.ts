import { describe, expect, it } from 'vitest';
import {
  complement,
  daySeconds,
  formatWork,
  freeDays,
  instantOf,
  minutesOf,
  wallOf,
  workSeconds,
  workStretches,
  type WorkPattern,
} from './work_time';

const nine = [
  { from: '09:00', to: '13:00' },
  { from: '14:00', to: '18:00' },
];
const pattern: WorkPattern = {
  weekdays: [nine, nine, nine, nine, nine, [], []],
  days_off: [{ date: '2026-10-28', name: 'Day of the river' }],
  working_day_seconds: 8 * 3600,
};
const berlin = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);

describe('times of a day', () => {
  it.each([
    ['09:00', 540],
    ['24:00', 1440],
    ['00:00', 0],
    ['24:01', null],
    ['9:61', null],
    ['nine', null],
  ])('%s is %s', (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
  it('are added up', () => {
    expect(daySeconds(nine)).toBe(8 * 3600);
    expect(daySeconds([{ from: '00:00', to: '24:00' }])).toBe(86_400);
    expect(daySeconds([])).toBe(0);
  });
});

describe('zones', () => {
  it('go there and back, on both sides of a change of the clock', () => {
    for (const text of ['2026-10-24T10:00:00Z', '2026-10-26T10:00:00Z', '2026-03-29T05:00:00Z']) {
      expect(instantOf(wallOf(at(text), berlin), berlin)).toBe(at(text));
    }
    expect(instantOf(Date.UTC(2026, 6, 1, 9), berlin)).toBe(at('2026-07-01T07:00:00Z'));
    expect(instantOf(Date.UTC(2026, 11, 1, 9), berlin)).toBe(at('2026-12-01T08:00:00Z'));
    expect(instantOf(Date.UTC(2026, 11, 1, 9), 'Asia/Kolkata')).toBe(at('2026-12-01T03:30:00Z'));
  });
});

describe('working time', () => {
  const friday = at('2026-10-23T07:00:00Z'); // 09:00 in Berlin, summer time
  it('leaves out nights, weekends, days off and survives the change of the clock', () => {
    const thursday = at('2026-10-29T08:00:00Z'); // 09:00, winter time
    // Friday, Monday and Tuesday; Wednesday is off.
    expect(workSeconds(pattern, berlin, friday, thursday)).toBe(3 * 8 * 3600);
  });
  it('counts parts', () => {
    expect(workSeconds(pattern, berlin, friday, friday + 90 * 60_000)).toBe(5400);
    expect(workSeconds(pattern, berlin, friday, friday)).toBe(0);
    expect(workSeconds(pattern, berlin, friday, friday - 1)).toBe(0);
  });
  it('knows days of 24 hours, joined over midnight', () => {
    const all = [{ from: '00:00', to: '24:00' }];
    const always = { ...pattern, weekdays: Array.from({ length: 7 }, () => all), days_off: [] };
    const week = { from: friday, to: friday + 7 * 86_400_000 };
    expect(workStretches(always, berlin, week)).toEqual([week]);
    expect(complement(workStretches(always, berlin, week), week)).toEqual([]);
  });
  it('says what lies between', () => {
    const day = { from: at('2026-10-22T22:00:00Z'), to: at('2026-10-23T22:00:00Z') };
    const off = complement(workStretches(pattern, berlin, day), day);
    expect(off.map((d) => (d.to - d.from) / 3_600_000)).toEqual([9, 1, 6]);
  });
  it('joins the days of a weekend', () => {
    const month = { from: at('2026-10-05T00:00:00Z'), to: at('2026-10-30T20:00:00Z') };
    const days = freeDays(pattern, berlin, month);
    expect(days.map((d) => Math.round((d.to - d.from) / 3_600_000))).toEqual([48, 48, 49, 24]);
  });
});

it.each([
  [0, '0 min'],
  [59, '< 1 min'],
  [2520, '42 min'],
  [19_200, '5 h 20 min'],
  [28_800, '1.0 wd'],
  [69_120, '2.4 wd'],
  [28_800 * 1234, '1,234 wd'],
])('%s s is %s', (seconds, words) => {
  expect(formatWork(seconds, 28_800)).toBe(words);
});
