import { describe, expect, it } from 'vitest';
import type { JqlField, JqlLanguage } from '../../api/jql';
import {
  columnFields,
  directionOf,
  fieldOf,
  formatColumn,
  moveColumn,
  nextSort,
  parseColumn,
  toggleColumn,
} from './columns';

const field = (name: string, more: Partial<JqlField> = {}): JqlField => ({
  name,
  aliases: [],
  kind: 'name',
  about: '',
  operators: ['='],
  sortable: true,
  history: false,
  computed: false,
  takes_argument: false,
  ...more,
});

const language: JqlLanguage = {
  fields: [
    field('summary', { kind: 'text' }),
    field('issuetype', { aliases: ['type'] }),
    field('Severity', { instances: ['c1'] }),
    field('updated', { kind: 'instant', aliases: ['updatedDate'] }),
    field('timeInStatus', { kind: 'duration', computed: true, takes_argument: true }),
  ],
  functions: [],
  keywords: [],
  reserved: [],
};

describe('names of columns', () => {
  it.each(['status', 'timeInStatus[In Review]', 'timeInStatus[a[b]]', 'Story Points'])(
    '%s is read and written alike',
    (name) => expect(formatColumn(parseColumn(name))).toBe(name),
  );

  it('the argument is told apart', () => {
    expect(parseColumn('timeInStatus[In Review]')).toEqual({
      field: 'timeInStatus',
      argument: 'In Review',
    });
  });

  it('a field is found by alias and in any case, with an argument too', () => {
    expect(fieldOf(language, 'TYPE')?.name).toBe('issuetype');
    expect(fieldOf(language, 'timeinstatus[x]')?.computed).toBe(true);
    expect(fieldOf(language, 'nothing')).toBeUndefined();
  });

  it('computed ones are offered first, custom ones last, the summary never', () => {
    expect(columnFields(language).map((f) => f.name)).toEqual([
      'timeInStatus',
      'issuetype',
      'updated',
      'Severity',
    ]);
  });
});

describe('the choice of columns', () => {
  it('takes in at the end and away in any case', () => {
    expect(toggleColumn(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
    expect(toggleColumn(['a', 'b'], 'A')).toEqual(['b']);
    const many = Array.from({ length: 24 }, (_, i) => `c${i}`);
    expect(toggleColumn(many, 'x')).toEqual(many);
  });

  it('moves within its ends', () => {
    expect(moveColumn(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
    expect(moveColumn(['a', 'b'], 'b', 1)).toEqual(['a', 'b']);
  });
});

describe('sorting by a column', () => {
  it('is seen by alias, and only with the same argument', () => {
    expect(directionOf('type', { field: 'issueType', direction: 'desc' }, language)).toBe(-1);
    const sort = { field: 'timeInStatus[In Review]', direction: 'asc' } as const;
    expect(directionOf('timeInStatus[in review]', sort, language)).toBe(1);
    expect(directionOf('timeInStatus[Done]', sort, language)).toBe(0);
    expect(directionOf('type', null, language)).toBe(0);
  });

  it('begins with what one wants to see first, then turns', () => {
    expect(nextSort('updated', null, language).direction).toBe('desc');
    expect(nextSort('type', null, language).direction).toBe('asc');
    expect(nextSort('updated', { field: 'updated', direction: 'desc' }, language).direction).toBe(
      'asc',
    );
    expect(nextSort('type', { field: 'type', direction: 'asc' }, language).direction).toBe('desc');
  });
});
