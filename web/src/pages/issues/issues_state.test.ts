import { describe, expect, it } from 'vitest';
import { ariaSort, formatIssues, isFiltered, nextSort, parseIssues } from './issues_state';

describe('issues in the URL', () => {
  it('round-trips', () => {
    const filter = {
      q: 'refund',
      projects: ['PAY'],
      categories: ['done', 'new'],
      types: ['Bug'],
      sort: 'key',
    };
    expect(parseIssues(formatIssues(filter))).toEqual(filter);
  });
  it('falls back from nonsense', () => {
    const filter = parseIssues({ sort: 'colour', category: 'done,purple', q: '  ' });
    expect(filter).toEqual({
      q: '',
      projects: [],
      categories: ['done'],
      types: [],
      sort: '-updated',
    });
    expect(isFiltered(filter)).toBe(true);
    expect(isFiltered(parseIssues({}))).toBe(false);
  });
  it('sorts by pressing', () => {
    expect(nextSort('-updated', 'key')).toBe('key');
    expect(nextSort('key', 'key')).toBe('-key');
    expect(nextSort('key', 'updated')).toBe('-updated');
    expect(nextSort('-updated', 'updated')).toBe('updated');
    expect(ariaSort('-updated', 'updated')).toBe('descending');
    expect(ariaSort('key', 'updated')).toBeUndefined();
  });
});
