import { describe, expect, it } from 'vitest';
import type { FilterReport } from '../../api/connect';
import { ApiProblem } from '../../api/problem';
import {
  applySuggestion,
  backfillJql,
  decideFilter,
  filterWords,
  spanOf,
  withoutOrder,
} from './filter_state';

const good: FilterReport = {
  valid: true,
  error: '',
  line: null,
  column: null,
  suggestion: '',
  matches: 3214,
  of: 42_900,
  samples: [],
  notes: [],
  here: { ok: true, undecided: [], warnings: [], not_ready: '', time: 'none' },
};
const bad: FilterReport = {
  ...good,
  valid: false,
  error: 'field "stroy points" does not exist.',
  line: 1,
  column: 18,
  suggestion: 'Story Points',
  matches: null,
  of: null,
};
const jql = 'type = Bug AND    "stroy points" > 3';
const ask = { jql, settled: jql, report: undefined, error: undefined };
const busy = new ApiProblem({
  type: '/problems/vendor-unavailable',
  title: 'Jira is not available',
  status: 503,
  detail: '',
  id: 'TL-1',
  remedy: '',
});

describe('decideFilter', () => {
  it('says nothing of an empty field, whatever was asked before', () => {
    expect(decideFilter({ ...ask, jql: '  ', report: bad }).kind).toBe('none');
  });
  it('waits while it is typed and while Jira is asked', () => {
    expect(decideFilter({ ...ask, settled: 'type', report: good }).kind).toBe('checking');
    expect(decideFilter(ask).kind).toBe('checking');
  });
  it('is not asked again for a space at the end', () => {
    expect(decideFilter({ ...ask, jql: `${jql} `, report: good }).kind).toBe('valid');
  });
  it.each([
    [good, 'Valid · 3,214 of 42,900 issues match'],
    [{ ...good, of: null }, 'Valid · 3,214 issues match'],
    [{ ...good, matches: 1, of: 1 }, 'Valid · 1 of 1 issue matches'],
    [{ ...good, matches: null }, 'Valid · Jira does not say how many issues match'],
    [{ ...good, matches: 0 }, 'Valid, but matches nothing'],
    [bad, 'Line 1, column 18: field "stroy points" does not exist.'],
    [{ ...bad, column: null }, 'Line 1: field "stroy points" does not exist.'],
    [{ ...bad, line: null, column: null }, 'field "stroy points" does not exist.'],
  ])('%#', (report, words) => {
    expect(filterWords(decideFilter({ ...ask, report }))).toBe(words);
  });
  it('saves unchecked when Jira cannot be asked', () => {
    expect(filterWords(decideFilter({ ...ask, error: busy }))).toBe(
      'Cannot be checked now (Jira is not available); saved unchecked',
    );
  });
  it('keeps an answer over a later failure', () => {
    expect(decideFilter({ ...ask, report: good, error: busy }).kind).toBe('valid');
  });
});

describe('where it is wrong', () => {
  const mark = (text: string, report: Partial<FilterReport>) => {
    const span = spanOf(text, { ...bad, ...report });
    return span && text.slice(span.from, span.to);
  };
  it('takes the name that Jira quotes, with its quotes', () => {
    expect(mark(jql, {})).toBe('"stroy points"');
    expect(mark(jql, { line: null, column: null })).toBe('"stroy points"');
    expect(mark('stroy = 3', { error: "Field 'stroy' does not exist", line: null })).toBe('stroy');
  });
  it('takes the word at the place', () => {
    const error = 'Expecting operator.';
    expect(mark('type Bug', { error, line: 1, column: 6 })).toBe('Bug');
    expect(mark('type = Bug\nAND prio ? 3', { error, line: 2, column: 10 })).toBe('?');
    expect(mark('type == Bug', { error, line: 1, column: 7 })).toBe('==');
  });
  it('takes the last word when the end is missing something', () => {
    expect(mark('type = Bug AND', { error: 'More is needed.', line: 1, column: 15 })).toBe('AND');
    expect(mark('type =', { error: 'More is needed.', line: 9, column: 99 })).toBe('=');
  });
  it('does not guess without a place and a name', () => {
    expect(mark('type = Bug', { error: 'No.', line: null, column: null })).toBeNull();
  });
  it('puts the suggestion in place, quoted where needed', () => {
    const span = spanOf(jql, bad);
    expect(span && applySuggestion(jql, span, 'Story Points')).toBe(
      'type = Bug AND    "Story Points" > 3',
    );
    expect(applySuggestion('typ = Bug', { from: 0, to: 3 }, 'type')).toBe('type = Bug');
    expect(applySuggestion('x = 1', { from: 0, to: 1 }, 'a "b"')).toBe('"a \\"b\\"" = 1');
  });
});

describe('what is read at first', () => {
  it.each([
    ['type = Bug ORDER BY created', 'type = Bug'],
    ['order by rank', ''],
    ['summary ~ "order by" AND a = 1', 'summary ~ "order by" AND a = 1'],
    ["summary ~ 'an order by mail'  order  by x DESC", "summary ~ 'an order by mail'"],
    ['reorder = 1', 'reorder = 1'],
  ])('%s', (text, own) => {
    expect(withoutOrder(text)).toBe(own);
  });
  it('joins filter and time', () => {
    expect(backfillJql('a = 1 OR b = 2', 90, 3650)).toBe(
      '(a = 1 OR b = 2) AND (updated >= "-90d" OR statusCategory != Done)',
    );
    expect(backfillJql('a = 1 OR b = 2', 3650, 3650)).toBe('a = 1 OR b = 2');
    expect(backfillJql('', 3650, 3650)).toBe('created is not EMPTY');
  });
});
