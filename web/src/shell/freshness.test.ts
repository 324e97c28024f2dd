import { describe, expect, it } from 'vitest';
import type { Connection } from '../api/client';
import { dataWords, instanceWords, limiting, newestSync } from './freshness_words';

const kNow = Date.parse('2026-11-20T14:02:00Z');

function make(part: Partial<Connection> & { tone?: string; text?: string; hook?: string }) {
  const { tone = 'ok', text = 'Connected', hook = 'off', ...rest } = part;
  return {
    name: 'acme',
    flavour: 'cloud',
    last_sync: '2026-11-20T13:56:00Z',
    badge: { tone, text, code: 'connected', line: '' },
    webhook: { state: hook },
    ...rest,
  } as unknown as Connection;
}

describe('an instance', () => {
  it.each([
    [make({ hook: 'live' }), 'Jira acme live'],
    [make({}), 'Jira acme 6 min behind'],
    [make({ last_sync: '2026-11-20T14:01:58Z' }), 'Jira acme synced just now'],
    [make({ last_sync: null }), 'Jira acme not synced yet'],
    [make({ tone: 'error', text: 'Sign-in rejected (401)' }), 'Jira acme sign-in rejected (401)'],
    [make({ flavour: 'import' }), 'Files acme'],
  ])('is told by what holds', (connection, words) => {
    expect(instanceWords(connection, kNow)).toBe(words);
  });
});

it('names the date of data that is not of today', () => {
  expect(dataWords('2026-11-18T10:00:00Z', kNow)).toMatch(/^Data to 18 Nov 2026, /);
  expect(dataWords('2026-11-20T14:01:00Z', kNow)).toMatch(/^Data to \d\d:\d\d$/);
});

it('knows the newest sync and the one that limits completeness', () => {
  const a = make({ id: 'a', last_sync: null });
  const b = make({ id: 'b', progress: { complete_back_to: '2026-09-02T00:00:00Z' } as never });
  const c = make({ id: 'c', progress: { complete_back_to: '2026-10-01T00:00:00Z' } as never });
  expect(newestSync([a, b])).toBe('2026-11-20T13:56:00Z');
  expect(newestSync([a])).toBeUndefined();
  expect(limiting([a, b, c])?.id).toBe('c');
  expect(limiting([a])).toBeUndefined();
});
