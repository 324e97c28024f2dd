import { describe, expect, it } from 'vitest';
import { kDefaultQuestion } from '../../scope/question';
import {
  ariaSort,
  isFiltered,
  issuesCodec,
  kNoState,
  listQuery,
  migrated,
  nextSort,
} from './issues_state';

describe('the list in the address', () => {
  it('round-trips', () => {
    const state = {
      q: 'refund',
      statuses: ['In Review, late'],
      statusCategories: ['new' as const, 'done' as const],
      stages: ['review' as const],
      assignees: ['c1:acc-2', 'none'],
      sort: '-age' as const,
    };
    const ignored: string[] = [];
    expect(issuesCodec.parse(issuesCodec.format(state), ignored)).toEqual(state);
    expect(ignored).toEqual([]);
    expect(issuesCodec.format(kNoState)).toEqual({});
  });
  it('reports what it does not understand', () => {
    const ignored: string[] = [];
    const state = issuesCodec.parse({ sort: 'colour', stage: 'done,limbo', lable: 'x' }, ignored);
    expect(state).toEqual({ ...kNoState, stages: ['done'] });
    expect(ignored).toEqual([
      'Filter "lable" was ignored.',
      'Value "limbo" of "stage" was ignored.',
      'Value "colour" of "sort" was ignored.',
    ]);
  });
  it('reads older links', () => {
    expect(migrated({ category: 'done,new', project: 'PAY' })).toEqual({
      status_category: 'done,new',
      project: 'PAY',
    });
    expect(migrated({ category: 'bug' })).toBeNull();
    expect(migrated({ v: '1', category: 'done' })).toBeNull();
  });
  it('becomes a question to the server', () => {
    const question = { ...kDefaultQuestion, projects: ['PAY'] };
    expect(listQuery(question, { ...kNoState, assignees: ['none'], q: 'late' })).toEqual({
      project: ['PAY'],
      assignee: ['none'],
      q: 'late',
      sort: '-updated',
    });
  });
  it('knows whether anything is filtered', () => {
    expect(isFiltered(kNoState)).toBe(false);
    expect(isFiltered({ ...kNoState, sort: 'key' })).toBe(false);
    expect(isFiltered({ ...kNoState, stages: ['done'] })).toBe(true);
  });
});

describe('sorting by pressing', () => {
  it('begins with the natural direction', () => {
    expect(nextSort('-updated', 'key')).toBe('key');
    expect(nextSort('key', 'key')).toBe('-key');
    expect(nextSort('key', 'age')).toBe('-age');
    expect(nextSort('-age', 'age')).toBe('age');
    expect(nextSort('age', 'age')).toBe('-age');
  });
  it('is said', () => {
    expect(ariaSort('-updated', 'updated')).toBe('descending');
    expect(ariaSort('key', 'key')).toBe('ascending');
    expect(ariaSort('key', 'updated')).toBeUndefined();
  });
});
