import { describe, expect, it } from 'vitest';
import { formatQuery, parseQuery } from '../../lib/list_codec';
import {
  formatFlow,
  frozen,
  isCivilDate,
  kDefaultFlow,
  parseFlow,
  resolveRange,
  todayIn,
  type FlowState,
} from './flow_state';

function roundTrip(state: FlowState) {
  return parseFlow(parseQuery(formatQuery(formatFlow(state))));
}

describe('flow state in the URL', () => {
  it('round-trips every control', () => {
    const full: FlowState = {
      range: { kind: 'fixed', from: '2026-08-31', to: '2026-11-20' },
      projects: ['PAY', 'OPS'],
      types: ['Bug', 'Story, large'],
      start: 'last',
      scale: 'log',
      view: 'table',
      item: 'PAY-12',
      how: true,
    };
    expect(roundTrip(full)).toEqual({ state: full, ignored: [] });
    expect(roundTrip(kDefaultFlow)).toEqual({ state: kDefaultFlow, ignored: [] });
  });

  it('writes the documented form', () => {
    const state = { ...kDefaultFlow, projects: ['PAY'], types: ['Bug', 'Story'] };
    expect(formatQuery(formatFlow(state))).toBe('?v=1&range=12w&project=PAY&type=Bug,Story');
  });

  it('says what it did not understand', () => {
    const { state, ignored } = parseFlow(parseQuery('?v=7&lable=x&range=13w&scale=cubic'));
    expect(state).toEqual(kDefaultFlow);
    expect(ignored).toHaveLength(4);
    expect(ignored[0]).toBe('Filter "lable" was ignored.');
  });

  it('refuses impossible dates and reversed ranges', () => {
    expect(parseFlow({ from: '2026-02-30', to: '2026-03-01' }).ignored).toHaveLength(1);
    expect(parseFlow({ from: '2026-03-02', to: '2026-03-01' }).ignored).toHaveLength(1);
    expect(parseFlow({ from: '2026-03-02' }).state.range).toEqual(kDefaultFlow.range);
    expect(isCivilDate('2028-02-29')).toBe(true);
  });
});

describe('ranges', () => {
  it('rolls back whole weeks', () => {
    const range = { kind: 'rolling', weeks: 12 } as const;
    expect(resolveRange(range, '2026-11-20')).toEqual({ from: '2026-08-28', to: '2026-11-20' });
  });
  it('freezes a rolling range', () => {
    expect(frozen(kDefaultFlow, '2026-11-20').range).toEqual({
      kind: 'fixed',
      from: '2026-08-28',
      to: '2026-11-20',
    });
  });
  it('knows today in a zone', () => {
    const now = Date.parse('2026-11-20T23:30:00Z');
    expect(todayIn('Asia/Tokyo', now)).toBe('2026-11-21');
    expect(todayIn('America/New_York', now)).toBe('2026-11-20');
  });
});
