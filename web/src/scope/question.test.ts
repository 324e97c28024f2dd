import { describe, expect, it } from 'vitest';
import { formatQuery, parseQuery } from '../lib/list_codec';
import {
  filterCount,
  formatQuestion,
  frozen,
  kDefaultQuestion,
  parseQuestion,
  questionQuery,
  reportUnknown,
  resolveRange,
  stepQuestion,
  withoutFilters,
  type Question,
} from './question';

const kFull: Question = {
  range: { kind: 'fixed', from: '2026-08-31', to: '2026-11-20' },
  connections: ['c7k2'],
  projects: ['PAY', 'WEB'],
  types: ['Bug', 'Story, big', 'a\\b'],
  categories: ['feature', 'bug'],
  levels: ['standard', 'epic'],
  priorities: ['High'],
  labels: ['q4', 'ä ö'],
  components: ['Ledger & books'],
  epics: ['PAY-17'],
  sprints: ['c7k2:42'],
  unit: 'working',
  pct: 95,
  start: 'last',
  compare: true,
  view: 'v1',
};

describe('the question in the address', () => {
  it('comes back as it was, through a real query string', () => {
    const query = formatQuery(formatQuestion(kFull));
    const { question, ignored, rest } = parseQuestion(parseQuery(query));
    expect(question).toEqual(kFull);
    expect(ignored).toEqual([]);
    expect(rest).toEqual({});
  });

  it('says only what differs from the defaults', () => {
    expect(formatQuestion(kDefaultQuestion)).toEqual({ v: '1', range: '12w' });
    expect(parseQuestion({}).question).toEqual(kDefaultQuestion);
  });

  it('leaves the parameters of the page to the page, which reports what it does not know', () => {
    const { rest, ignored } = parseQuestion({ v: '1', mark: 'x', lable: 'y', project: 'PAY' });
    expect(rest).toEqual({ mark: 'x', lable: 'y' });
    expect(ignored).toEqual([]);
    expect(reportUnknown(rest, ['mark'])).toEqual(['Filter "lable" was ignored.']);
  });

  it('reports what it cannot read and falls back', () => {
    const { question, ignored } = parseQuestion({
      v: '7',
      range: '0w',
      category: 'bug,dragon',
      unit: 'moons',
      pct: '86',
      start: 'middle',
      compare: 'yes',
      connection: 'a,b',
    });
    expect(question).toEqual({ ...kDefaultQuestion, categories: ['bug'], connections: ['a'] });
    expect(ignored).toHaveLength(8);
    expect(ignored.join(' ')).toMatch(/version 7.*"0w".*"dragon".*"moons".*"86".*"middle".*"yes"/);
  });

  it.each([
    [{ from: '2026-02-30', to: '2026-03-01' }],
    [{ from: '2026-03-02', to: '2026-03-01' }],
    [{ from: '2026-03-02' }],
    [{ range: '521w' }],
    [{ range: '12' }],
  ])('does not trust the dates %o', (search) => {
    const { question, ignored } = parseQuestion(search);
    expect(question.range).toEqual(kDefaultQuestion.range);
    expect(ignored).toHaveLength(1);
  });

  it('reads the short unit of older links', () => {
    expect(parseQuestion({ unit: 'wd' }).question.unit).toBe('working');
    expect(parseQuestion({ unit: 'wd' }).ignored).toEqual([]);
  });
});

describe('windows', () => {
  it('count both days: 12 weeks are 84', () => {
    expect(resolveRange(kDefaultQuestion.range, '2026-11-20')).toEqual({
      from: '2026-08-29',
      to: '2026-11-20',
    });
  });

  it('step by their length and never into tomorrow', () => {
    const before = stepQuestion(kDefaultQuestion, -1, '2026-11-20');
    expect(before.range).toEqual({ kind: 'fixed', from: '2026-06-06', to: '2026-08-28' });
    expect(stepQuestion(before, 1, '2026-11-20').range).toEqual({
      kind: 'fixed',
      from: '2026-08-29',
      to: '2026-11-20',
    });
    expect(stepQuestion(kDefaultQuestion, 1, '2026-11-20')).toBe(kDefaultQuestion);
    const near: Question = {
      ...kDefaultQuestion,
      range: { kind: 'fixed', from: '2026-11-06', to: '2026-11-15' },
    };
    expect(stepQuestion(near, 1, '2026-11-20').range).toEqual({
      kind: 'fixed',
      from: '2026-11-11',
      to: '2026-11-20',
    });
  });

  it('freeze to the dates they stand for', () => {
    expect(formatQuestion(frozen(kDefaultQuestion, '2026-11-20'))).toEqual({
      v: '1',
      from: '2026-08-29',
      to: '2026-11-20',
    });
  });
});

describe('the question to the API', () => {
  it('names the unit and the start always, filters only where chosen', () => {
    expect(questionQuery(kDefaultQuestion, '2026-11-20')).toEqual({
      from: '2026-08-29',
      to: '2026-11-20',
      unit: 'calendar',
      start: 'first',
    });
    expect(questionQuery(kFull, '2026-11-20')).toMatchObject({
      connection: 'c7k2',
      sprint: ['c7k2:42'],
      component: ['Ledger & books'],
    });
  });

  it('asks for the window before', () => {
    expect(questionQuery(kFull, '2026-11-20', true)).toMatchObject({
      from: '2026-06-10',
      to: '2026-08-30',
    });
  });
});

it('counts and clears filters, and keeps dates and clock', () => {
  expect(filterCount(kFull)).toBe(16);
  expect(filterCount(withoutFilters(kFull))).toBe(0);
  expect(withoutFilters(kFull)).toMatchObject({ range: kFull.range, unit: 'working', pct: 95 });
  expect(filterCount(kFull)).toBe(16);
});

it('clears only the filters that a page offers', () => {
  const cleared = withoutFilters(kFull, ['projects', 'types']);
  expect(cleared.sprints).toEqual(['c7k2:42']);
  expect(filterCount(kFull, ['projects', 'types'])).toBe(5);
  expect(filterCount(cleared, ['projects', 'types'])).toBe(0);
});
