import { describe, expect, it } from 'vitest';
import type { VerifyRow } from '../../api/connect';
import { differencesFirst, sampleWords, verdictOf } from './verify_words';

const row = (state: VerifyRow['state']): VerifyRow => ({
  id: state,
  title: state,
  state,
  detail: '',
  remedy: '',
});
const sample = (key: string, here: string, there: string) => ({
  key,
  here,
  there,
  equal: here === there,
});

describe('verdict', () => {
  const samples = [sample('A-1', 'Done', 'Done'), sample('A-2', 'To Do', 'Done')];
  it.each([
    [['passed', 'warning', 'failed'], 'bad'],
    [['passed', 'pending', 'warning'], 'wait'],
    [['passed', 'warning'], 'warn'],
    [['passed', 'not_connected'], 'good'],
  ] as const)('%j', (states, tone) => {
    expect(verdictOf({ rows: states.map(row), samples }).tone).toBe(tone);
  });
  it('tells a quiet webhook from a site that is still filling', () => {
    const quiet = { ...row('pending'), id: 'webhooks' };
    expect(verdictOf({ rows: [row('passed'), quiet], samples }).title).toMatch(/no webhook/);
    expect(verdictOf({ rows: [row('pending'), quiet], samples }).title).toMatch(/Still filling/);
  });
  it('counts what was compared', () => {
    expect(verdictOf({ rows: [], samples }).text).toBe(
      '1 of 2 compared issues have the status that Jira shows now.',
    );
    expect(verdictOf({ rows: [], samples: samples.slice(0, 1) }).text).toBe(
      '1 of 1 compared issue has the status that Jira shows now.',
    );
    expect(verdictOf({ rows: [], samples: [] }).text).toMatch(/no issue to compare/);
  });
});

describe('samples', () => {
  it.each([
    [sample('A-1', 'Done', 'Done'), 'Equal'],
    [sample('A-1', '', 'Done'), 'Not here yet'],
    [sample('A-1', 'Done', ''), 'Not visible in Jira'],
    [sample('A-1', 'Done', 'To Do'), 'Differs'],
  ])('%#', (one, words) => {
    expect(sampleWords(one)).toBe(words);
  });
  it('shows differences first', () => {
    const order = differencesFirst([
      sample('A-1', 'x', 'x'),
      sample('A-2', 'x', 'y'),
      sample('A-3', 'x', ''),
    ]);
    expect(order.map((each) => each.key)).toEqual(['A-2', 'A-3', 'A-1']);
  });
});
