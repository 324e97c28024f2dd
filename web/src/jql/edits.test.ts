import { describe, expect, it } from 'vitest';
import { columnTerm, firstSort, narrowed, splitOrder, withSort } from './edits';
import { quoted } from './quote';

describe('order of a query', () => {
  it('is told apart from a text that says the same', () => {
    expect(splitOrder('summary ~ "order by x" order  by key')).toEqual({
      where: 'summary ~ "order by x"',
      order: 'order  by key',
    });
    expect(splitOrder(' a = b ')).toEqual({ where: 'a = b', order: '' });
  });

  it('has a first key', () => {
    expect(firstSort('a = b')).toBeNull();
    expect(firstSort('ORDER BY updated DESC, key')).toEqual({
      field: 'updated',
      direction: 'desc',
    });
    expect(firstSort('ORDER BY "Story Points", key')).toEqual({
      field: 'Story Points',
      direction: 'asc',
    });
    expect(firstSort('ORDER BY timeInStatus["In Review"] desc')).toEqual({
      field: 'timeInStatus[In Review]',
      direction: 'desc',
    });
  });

  it('is replaced, the question stays', () => {
    expect(withSort('a = b ORDER BY key', { field: 'Story Points', direction: 'desc' })).toBe(
      'a = b ORDER BY "Story Points" DESC',
    );
    expect(withSort('', { field: 'key', direction: 'asc' })).toBe('ORDER BY key ASC');
  });
});

describe('one more condition', () => {
  it('stands before the order, an OR in parentheses', () => {
    expect(narrowed('a = b ORDER BY key', 'c = d')).toBe('a = b AND c = d ORDER BY key');
    expect(narrowed('a = b OR x = y', 'c = d')).toBe('(a = b OR x = y) AND c = d');
    expect(narrowed('(a = b OR x = y)', 'c = d')).toBe('(a = b OR x = y) AND c = d');
    expect(narrowed('ORDER BY key', 'c = d')).toBe('c = d ORDER BY key');
    expect(narrowed('summary ~ "a or b"', 'c = d')).toBe('summary ~ "a or b" AND c = d');
  });
});

describe('quotes', () => {
  it('only where they are needed', () => {
    expect(quoted('In Progress')).toBe('"In Progress"');
    expect(quoted('PAY-1')).toBe('PAY-1');
    expect(quoted('2026')).toBe('"2026"');
    expect(quoted('say "hi"\\')).toBe('"say \\"hi\\"\\\\"');
    expect(quoted('empty')).toBe('"empty"');
    expect(quoted('update', ['update'])).toBe('"update"');
  });

  it('a column with an argument', () => {
    expect(columnTerm('timeInStatus[In Review]')).toBe('timeInStatus["In Review"]');
    expect(columnTerm('Story Points')).toBe('"Story Points"');
  });
});
