import { describe, expect, it } from 'vitest';
import { askOf, filtersOf, formatLog, instantOf, localOf, parseLog } from './delivery_state';
import {
  bodyWords,
  bytesWords,
  changesWords,
  countWords,
  eventWords,
  factWords,
  noReplayWords,
  offsetWords,
  replayedWords,
  tookWords,
  tryWords,
} from './delivery_words';
import { hintOf, leafWords, opensAt, parseBody, prettyOf, sizeWords } from './json_model';
import { mergeNewest } from './merge';

describe('the filter of the log', () => {
  it('lives in the address', () => {
    const search = {
      tab: 'webhooks',
      result: 'failed',
      event: 'jira:issue_updated',
      delivery: '12',
    };
    expect(formatLog(parseLog(search))).toEqual(search);
    expect(filtersOf(parseLog(search))).toEqual(['result', 'event']);
  });
  it('takes no nonsense', () => {
    const state = parseLog({ result: 'odd', from: 'yesterday', within: '3y', delivery: 'x' });
    expect(formatLog(state)).toEqual({ tab: 'webhooks' });
  });
  it('is rolling or fixed, not both', () => {
    const state = parseLog({ within: '24h', from: '2026-11-20T10:00:00Z' });
    expect(state.from).toBe('');
    expect(askOf(state)).toMatchObject({ within: 86_400, from: '' });
    expect(askOf(parseLog({ from: '2026-11-20T10:00:00Z' })).from).toBe('2026-11-20T10:00:00Z');
  });
  it('turns fields into instants and back', () => {
    expect(localOf(instantOf('2026-11-20T14:02'))).toBe('2026-11-20T14:02');
    expect(instantOf('')).toBe('');
    expect(instantOf('nonsense')).toBe('');
  });
});

describe('words of a delivery', () => {
  it('name the event', () => {
    expect(eventWords('jira:issue_updated')).toBe('Issue updated');
    expect(eventWords('issuelink_created')).toBe('Issuelink created');
    expect(eventWords('something-else')).toBe('something-else');
    expect(eventWords('')).toBe('No event named');
    expect(eventWords('throughline:ping')).toBe('Our own test');
    expect([factWords('history'), factWords('issue_type')]).toEqual(['Change', 'Issue type']);
  });
  it('say how long, how large, which try', () => {
    expect([tookWords(null), tookWords(14), tookWords(1440), tookWords(130_000)]).toEqual([
      '–',
      '14 ms',
      '1.4 s',
      '2 min',
    ]);
    expect([0, 1, 2, 3, 10, 21].map(tryWords)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '22nd',
    ]);
    expect(bytesWords(900)).toBe('900 bytes');
    expect(bytesWords(9_318)).toBe('9.1 KB');
    expect(offsetWords('2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.008Z')).toBe('+8 ms');
    expect(offsetWords('2026-11-20T10:00:00Z', null)).toBe('');
  });
  it('say what changed', () => {
    const change = (changed: boolean) => ({
      kind: 'issue',
      id: '1',
      issue_key: '',
      changed,
      summary: '',
    });
    expect(changesWords([])).toMatch(/nothing/);
    expect(changesWords([change(true), change(false)])).toBe(
      '1 fact new or changed; 1 known already.',
    );
    expect(changesWords([change(false), change(false)])).toMatch(/^All 2 facts .* known already/);
  });
  it('say why there is no body, and no replay', () => {
    expect(bodyWords('kept')).toBe('');
    expect(bodyWords('sealed')).toMatch(/after an upgrade/);
    expect(noReplayWords({ result: 'rejected', body_state: 'none' })).toMatch(/rejected/);
    expect(noReplayWords({ result: 'accepted', body_state: 'expired' })).toMatch(/deleted/);
  });
  it('say how many a replay takes', () => {
    expect(countWords({ n: 1, more: false })).toBe('1 delivery matches');
    expect(countWords({ n: 50, more: true })).toBe('More than 50 deliveries match');
    expect(replayedWords(0, false)).toMatch(/^Nothing/);
    expect(replayedWords(2, true)).toMatch(/2 deliveries are processed again\. There are more/);
  });
});

describe('a log that grows while it is read', () => {
  const ids = (...list: number[]) => list.map((id) => ({ id: String(id) }));
  const of = (merged: { items: { id: string }[] }) => merged.items.map((each) => Number(each.id));
  it('takes what is new and keeps what is older', () => {
    const merged = mergeNewest(ids(9, 8, 7, 6), ids(11, 10, 9, 8), false);
    expect(of(merged)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(merged.fresh).toBe(2);
    expect(merged.gap).toBe(false);
  });
  it('drops what no longer matches within the newest page', () => {
    expect(of(mergeNewest(ids(9, 8, 7), ids(9, 7), false))).toEqual([9, 7]);
    expect(of(mergeNewest(ids(9, 8), ids(10), true))).toEqual([10]);
    expect(of(mergeNewest(ids(9, 8), [], true))).toEqual([]);
  });
  it('sees that a page is not enough', () => {
    expect(mergeNewest(ids(9, 8), ids(20, 19, 18), false)).toMatchObject({ gap: true, fresh: 3 });
  });
  it('begins with the newest page', () => {
    expect(mergeNewest([], ids(2, 1), false)).toMatchObject({ fresh: 2, gap: false });
  });
});

describe('a body', () => {
  it('is read, or shown as it is', () => {
    expect(parseBody('{"a":1}')).toEqual({ value: { a: 1 } });
    expect(parseBody('{"a":')).toBeNull();
    expect(prettyOf('[1]')).toBe('[\n  1\n]');
    expect(prettyOf('<html>')).toBe('<html>');
  });
  it('is folded with a hint', () => {
    expect(sizeWords([])).toBe('empty');
    expect(sizeWords({ a: 1, b: 2 })).toBe('2 fields');
    expect(sizeWords([1])).toBe('1 item');
    expect(hintOf({ id: '3', name: 'To Do' })).toBe('To Do');
    expect(hintOf(['x'])).toBe('');
  });
  it('opens its outer levels, unless they are long', () => {
    const long = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, i]));
    expect(opensAt({ a: 1 }, 0)).toBe(true);
    expect(opensAt({ a: 1 }, 1)).toBe(true);
    expect(opensAt(long, 1)).toBe(false);
    expect(opensAt({ a: 1 }, 2)).toBe(false);
    expect(opensAt([], 0)).toBe(false);
  });
  it('cuts long texts', () => {
    expect(leafWords('x'.repeat(400), false)).toMatch(/…"$/);
    expect(leafWords('x'.repeat(400), true)).toHaveLength(402);
    expect(leafWords(null, false)).toBe('null');
  });
});
