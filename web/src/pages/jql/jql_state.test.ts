import { describe, expect, it } from 'vitest';
import { formatQuery, parseQuery } from '../../lib/list_codec';
import { formatState, keyIn, kFirstColumns, parseState, type JqlState } from './jql_state';

const round = (state: JqlState) => parseState(parseQuery(formatQuery(formatState(state))));

describe('the address of the explorer', () => {
  it('keeps everything that changes the picture', () => {
    const state: JqlState = {
      jql: 'status = "In Review" AND labels in (a, "b,c")\nORDER BY key',
      instances: ['c1', 'c2'],
      columns: ['status', 'timeInStatus[In Review, again]', 'Story Points'],
      summing: { kind: 'group', column: 'timeInStatus[x]' },
      table: false,
      why: { key: 'PAY-4', instance: 'c1' },
      saved: 'v1',
    };
    expect(round(state)).toEqual(state);
  });

  it('is empty when nothing is asked', () => {
    const state = parseState({});
    expect(state.jql).toBeNull();
    expect(state.columns).toEqual(kFirstColumns);
    expect(formatState(state)).toEqual({});
  });

  it('reports what it does not know, and a key that is none', () => {
    const ignored: string[] = [];
    const state = parseState({ jql: ' a = b ', lable: 'x', why: 'no key' }, ignored);
    expect(state.jql).toBe('a = b');
    expect(state.why).toBeNull();
    expect(ignored).toEqual(['Filter "lable" was ignored.', '“no key” is no key of an issue.']);
  });

  it('shows one summary, and remembers how only beside one', () => {
    expect(parseState({ group: 'status', hist: 'cycleTime' }).summing?.kind).toBe('group');
    expect(formatState({ ...parseState({ as: 'table' }) })).toEqual({});
  });
});

describe('a key that was pasted', () => {
  it.each([
    ['pay-12', 'PAY-12'],
    ['  OPS-4 ', 'OPS-4'],
    ['https://acme.atlassian.net/browse/WEB-7?focused=1', 'WEB-7'],
    ['why not', null],
    ['PAY-', null],
  ])('%s', (text, key) => {
    expect(keyIn(text)).toBe(key);
  });
});
