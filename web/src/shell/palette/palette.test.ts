import { describe, expect, it } from 'vitest';
import {
  findEntries,
  groupEntries,
  keyOf,
  kMostPerKind,
  parseTyped,
  scoreOf,
  type Findable,
} from './match';
import { parseRecent, withRecent } from './recent';

const entry = (id: string, kind: Findable['kind'], title: string, words = ''): Findable => ({
  id,
  kind,
  title,
  words,
});

const kEntries = [
  entry('p1', 'page', 'Flow', 'dashboard cycle time throughput'),
  entry('p2', 'page', 'Data quality', 'findings trust'),
  entry('v1', 'view', 'Payments flow'),
  entry('a1', 'action', 'Sync now acme', 'refresh fetch'),
  entry('r1', 'project', 'PAY Payments'),
];
const ids = (typed: string, recent: string[] = []) =>
  findEntries(kEntries, parseTyped(typed), recent).map((each) => each.id);

describe('what is typed', () => {
  it('has modes', () => {
    expect(parseTyped('  > sync ')).toEqual({ mode: 'action', text: 'sync' });
    expect(parseTyped('#refund')).toEqual({ mode: 'issue', text: 'refund' });
    expect(parseTyped('flow')).toEqual({ mode: 'all', text: 'flow' });
  });

  it.each([
    ['pay-12', 'PAY-12'],
    [' ACME_X-9 ', 'ACME_X-9'],
    ['https://x.atlassian.net/browse/PAY-12', 'PAY-12'],
    ['https://x/browse/PAY-12?focusedId=1', 'PAY-12'],
    ['pay-0', null],
    ['pay 12', null],
    ['-12', null],
    ['p85-3 weeks', null],
  ])('%s holds the key %s', (text, key) => {
    expect(keyOf(text)).toBe(key);
  });
});

describe('finding', () => {
  it('prefers the start of a title to its middle, and titles to other words', () => {
    expect(ids('flow')).toEqual(['p1', 'v1']);
    expect(ids('cycle')).toEqual(['p1']);
    const project = entry('r1', 'project', 'PAY Payments');
    expect(scoreOf('pay', project)).toBeGreaterThan(scoreOf('ments', project));
  });

  it('wants every word', () => {
    expect(ids('payments flow')).toEqual(['v1']);
    expect(ids('payments zebra')).toEqual([]);
  });

  it('finds by letters in order', () => {
    expect(ids('dqlty')).toEqual(['p2']);
    expect(ids('z')).toEqual([]);
  });

  it('puts what was used before what fits as well', () => {
    expect(ids('pay')).toEqual(['r1', 'v1']);
    expect(ids('pay', ['v1'])).toEqual(['v1', 'r1']);
  });

  it('keeps to its mode', () => {
    expect(ids('>')).toEqual(['a1']);
    expect(ids('>flow')).toEqual([]);
    expect(ids('#flow')).toEqual([]);
  });

  it('is quick on thousands', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      entry(`e${i}`, 'project', `P${i} Name ${i}`),
    );
    expect(findEntries(many, parseTyped('p42 name'), []).length).toBeGreaterThan(0);
  });
});

it('groups by kind, best first, and not too many', () => {
  const many = Array.from({ length: 20 }, (_, i) => entry(`x${i}`, 'project', `P${i}`));
  const groups = groupEntries([...kEntries.slice(0, 1), ...many]);
  expect(groups.map((each) => each.title)).toEqual(['Pages', 'Projects']);
  expect(groups[1]?.entries).toHaveLength(kMostPerKind);
});

describe('recent', () => {
  const one = { id: 'a', kind: 'page', title: 'A', note: '' } as const;
  it('survives what it cannot read', () => {
    expect(parseRecent(null)).toEqual([]);
    expect(parseRecent('{')).toEqual([]);
    expect(parseRecent(JSON.stringify([{ id: 1 }, one]))).toEqual([one]);
  });
  it('has each thing once, the last first', () => {
    const two = { ...one, id: 'b' };
    expect(withRecent([two, one], one).map((each) => each.id)).toEqual(['a', 'b']);
  });
});
