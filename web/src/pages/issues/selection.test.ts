import { describe, expect, it } from 'vitest';
import type { IssueRow } from '../../api/client';
import { choose, chooseAll, chosenRows, keysText, kNothing, markdownTable } from './selection';
import { columnTotal, medianOf, totalsOf } from './totals';

const row = (n: number, more: Partial<IssueRow> = {}) =>
  ({
    connection: 'c1',
    id: String(n),
    key: `PAY-${n}`,
    summary: `Number ${n}`,
    points: n,
    age_seconds: null,
    cycle_seconds: n * 86_400,
    ...more,
  }) as IssueRow;
const rows = [1, 2, 3, 4, 5].map((n) => row(n));
const keys = (selection: typeof kNothing) => keysText(chosenRows(selection, rows));

describe('marking', () => {
  it('marks and unmarks one', () => {
    const one = choose(kNothing, rows, 1, false);
    expect(keys(one)).toBe('PAY-2');
    expect(keys(choose(one, rows, 1, false))).toBe('');
  });
  it('extends from the anchor, both ways', () => {
    const from = choose(kNothing, rows, 3, false);
    expect(keys(choose(from, rows, 1, true))).toBe('PAY-2, PAY-3, PAY-4');
    expect(keys(choose(from, rows, 4, true))).toBe('PAY-4, PAY-5');
  });
  it('marks alone where there is no anchor, and nothing outside of the list', () => {
    expect(keys(choose(kNothing, rows, 2, true))).toBe('PAY-3');
    expect(choose(kNothing, rows, 9, false)).toBe(kNothing);
  });
  it('marks all, then nothing', () => {
    const all = chooseAll(kNothing, rows);
    expect(chosenRows(all, rows)).toHaveLength(5);
    expect(chooseAll(all, rows)).toBe(kNothing);
    expect(chooseAll(kNothing, []).ids.size).toBe(0);
  });
});

describe('copies', () => {
  const columns = [{ title: 'Summary', text: (each: IssueRow) => each.summary }];
  it('are a table with links where the address is known', () => {
    const text = markdownTable(rows.slice(0, 1), columns, () => 'https://j.test/browse/PAY-1');
    expect(text.split('\n')).toEqual([
      '| Key | Summary |',
      '| --- | --- |',
      '| [PAY-1](https://j.test/browse/PAY-1) | Number 1 |',
    ]);
  });
  it('escape what would break the table', () => {
    const odd = row(7, { summary: 'a | b \\ c\nd' });
    expect(markdownTable([odd], columns, () => null)).toContain('| PAY-7 | a \\| b \\\\ c d |');
  });
});

describe('totals', () => {
  it('say what they count', () => {
    expect(totalsOf(0, 5, 5)).toBe('All 5 issues');
    expect(totalsOf(0, 200, 100_000)).toBe('First 200 of 100,000 issues');
    expect(totalsOf(1, 200, 100_000)).toBe('1 issue marked');
  });
  it('take the nearest rank and leave out what is unknown', () => {
    expect(medianOf([3, null, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2);
    expect(medianOf([null])).toBeNull();
  });
  it('are there for numbers only', () => {
    expect(columnTotal('points', rows)).toBe('Σ 15');
    expect(columnTotal('points', [row(1, { points: null })])).toBe('');
    expect(columnTotal('cycle', rows)).toBe('p50 3.0 d');
    expect(columnTotal('age', rows)).toBe('');
    expect(columnTotal('status', rows)).toBe('');
  });
});
