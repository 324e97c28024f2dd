import { describe, expect, it } from 'vitest';
import { parseDayList } from './day_list';
import {
  addDays,
  addHours,
  copyDay,
  dayProblem,
  differences,
  isSound,
  longestDay,
  problemsOf,
  removeDay,
  setDay,
  summaryOf,
  tidyTime,
  type Draft,
} from './draft';
import { parseIcs } from './ics';
import { yearOf, yearTotals } from './year_model';

const nine = [{ from: '09:00', to: '17:00' }];
const draft: Draft = {
  weekdays: [nine, nine, nine, nine, [{ from: '09:00', to: '15:00' }], [], []],
  days_off: [
    { date: '2026-01-01', name: 'New Year' },
    { date: '2026-05-03', name: 'A Sunday' },
  ],
  working_day_seconds: 8 * 3600,
};

describe('hours of a day', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9.30', '09:30'],
    ['9:30', '09:30'],
    ['24', '24:00'],
    ['25', '25'],
    ['noon', 'noon'],
  ])('%s is read as %s', (typed, tidy) => {
    expect(tidyTime(typed)).toBe(tidy);
  });
  it('are checked', () => {
    expect(dayProblem(nine)).toBeNull();
    expect(dayProblem([])).toBeNull();
    expect(dayProblem([{ from: '09:00', to: '24:00' }])).toBeNull();
    expect(dayProblem([{ from: '9', to: 'x' }])).toMatch(/Write times/);
    expect(dayProblem([{ from: '17:00', to: '09:00' }])).toMatch(/ends before/);
    expect(dayProblem([...nine, { from: '16:00', to: '18:00' }])).toMatch(/begins before/);
    expect(dayProblem([...nine, { from: '17:00', to: '18:00' }])).toBeNull();
  });
  it('grow behind the last ones', () => {
    expect(addHours([])).toEqual(nine);
    expect(addHours(nine).at(-1)).toEqual({ from: '18:00', to: '20:00' });
    expect(dayProblem(addHours([{ from: '09:00', to: '22:30' }]))).toBeNull();
  });
  it('are copied', () => {
    expect(copyDay(draft, 4, 'week').weekdays[0]).toEqual([{ from: '09:00', to: '15:00' }]);
    expect(copyDay(draft, 4, 'week').weekdays[6]).toEqual([]);
    expect(copyDay(draft, 0, 'all').weekdays[6]).toEqual(nine);
  });
});

describe('a calendar', () => {
  it('is sound, or says what is wrong', () => {
    expect(isSound(problemsOf(draft))).toBe(true);
    expect(longestDay(draft)).toBe(8 * 3600);
    const free = { ...draft, weekdays: Array.from({ length: 7 }, () => []) };
    expect(problemsOf(free).week).toMatch(/At least one/);
    expect(problemsOf({ ...draft, working_day_seconds: 90_000 }).workingDay).toMatch(/24 hours/);
    const bad = setDay(draft, 2, [{ from: '10:00', to: '09:00' }]);
    expect(problemsOf(bad).days[2]).toMatch(/ends before/);
  });
  it('takes days in once', () => {
    const { draft: next, ...counts } = addDays(draft, [
      { date: '2026-12-25', name: 'Christmas' },
      { date: '2026-01-01', name: 'First of January' },
      { date: '2026-05-03', name: '' },
      { date: '2026-12-25', name: 'Christmas Day' },
    ]);
    expect(counts).toEqual({ added: 1, renamed: 1, known: 1 });
    expect(next.days_off).toEqual([
      { date: '2026-01-01', name: 'First of January' },
      { date: '2026-05-03', name: 'A Sunday' },
      { date: '2026-12-25', name: 'Christmas Day' },
    ]);
    expect(removeDay(next, '2026-12-25').days_off).toHaveLength(2);
  });
  it('says what differs', () => {
    const other = addDays(copyDay(draft, 0, 'week'), [{ date: '2026-12-24', name: '' }]).draft;
    expect(differences(draft, other)).toEqual([
      { what: 'Friday', from: '09:00–15:00', to: '09:00–17:00' },
      { what: '2026-12-24', from: 'works', to: 'free' },
    ]);
    expect(summaryOf(draft, other)).toBe('Friday 09:00–17:00, 1 day off changed');
    expect(summaryOf(draft, draft)).toBe('Saved without a difference');
    expect(summaryOf(undefined, draft)).toBe('The first calendar');
  });
});

it('reads a pasted list', () => {
  const { days, skipped } = parseDayList(
    '2026-12-25, Christmas Day\n\n26.12.2026\tBoxing Day\n2026-02-30 no such day\n1/2/2026 unclear\n2027-1-1',
  );
  expect(days).toEqual([
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-12-26', name: 'Boxing Day' },
    { date: '2027-01-01', name: '' },
  ]);
  expect(skipped).toEqual(['Line 4: “2026-02-30 no such day”', 'Line 5: “1/2/2026 unclear”']);
});

const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
const file = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR'].join('\r\n');

describe('a calendar file', () => {
  it('is refused when it is none', () => {
    expect(parseIcs('<html>', 2026)).toBeNull();
    expect(parseIcs(file(), 2026)).toEqual({ days: [], skipped: [] });
  });
  it('gives all-day events, folded names, several days', () => {
    const text = file(
      event(
        'DTSTART;VALUE=DATE:20261224',
        'DTEND;VALUE=DATE:20261227',
        'SUMMARY:Office',
        ' \\, closed',
      ),
      event('DTSTART;VALUE=DATE:20260501', 'SUMMARY;LANGUAGE=en:Labour Day'),
    );
    expect(parseIcs(text, 2026)?.days).toEqual([
      { date: '2026-12-24', name: 'Office, closed' },
      { date: '2026-12-25', name: 'Office, closed' },
      { date: '2026-12-26', name: 'Office, closed' },
      { date: '2026-05-01', name: 'Labour Day' },
    ]);
  });
  it('repeats what comes every year, until it ends', () => {
    const yearly = file(
      event('DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY', 'SUMMARY:New Year'),
    );
    expect(parseIcs(yearly, 2026)?.days.map((d) => d.date)).toEqual([
      '2026-01-01',
      '2027-01-01',
      '2028-01-01',
      '2029-01-01',
      '2030-01-01',
    ]);
    const ends = file(
      event('DTSTART;VALUE=DATE:20250101', 'RRULE:FREQ=YEARLY;COUNT=3', 'SUMMARY:Three times'),
    );
    expect(parseIcs(ends, 2026)?.days).toHaveLength(2);
  });
  it('says what it leaves out', () => {
    const text = file(
      event('DTSTART:20261224T090000Z', 'SUMMARY:Stand-up'),
      event(
        'DTSTART;VALUE=DATE:20261126',
        'RRULE:FREQ=YEARLY;BYDAY=4TH;BYMONTH=11',
        'SUMMARY:Thanks',
      ),
      event('DTSTART;VALUE=DATE:20261101', 'STATUS:CANCELLED', 'SUMMARY:Not any more'),
      event(
        'DTSTART;VALUE=DATE:20261102',
        'BEGIN:VALARM',
        'SUMMARY:Ring',
        'END:VALARM',
        'SUMMARY:Real',
      ),
    );
    const read = parseIcs(text, 2026);
    expect(read?.skipped).toEqual([
      '“Stand-up” is no all-day event of a fixed date',
      '“Thanks” is no all-day event of a fixed date',
    ]);
    expect(read?.days).toEqual([{ date: '2026-11-02', name: 'Real' }]);
  });
});

describe('a year', () => {
  const months = yearOf(draft, 2026);
  it('has every day in its place', () => {
    expect(months.map((m) => m.days.length)).toEqual([
      31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
    expect(months[0]?.first).toBe(3); // 1 January 2026 is a Thursday
    expect(months[0]?.days[0]).toMatchObject({ kind: 'off', seconds: 0, name: 'New Year' });
    expect(months[0]?.days[1]).toMatchObject({ kind: 'short', seconds: 6 * 3600 });
    expect(months[4]?.days[2]).toMatchObject({ kind: 'off', idle: true });
  });
  it('adds up', () => {
    expect(yearTotals(months)).toMatchObject({ workDays: 260, off: 2, idle: 1 });
    expect(yearTotals(yearOf(draft, 2028)).workDays).toBe(260);
  });
});
