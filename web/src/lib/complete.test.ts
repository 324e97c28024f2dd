import { describe, expect, it } from 'vitest';
import { completeOf, completeTogether, lineBeside, type CompleteFacts } from './complete';
import { formatTime } from './format';

const now = Date.parse('2026-11-20T12:06:00Z');
const at = '2026-11-20T12:04:00Z';

function facts(change: Partial<CompleteFacts>): CompleteFacts {
  return {
    id: 'a',
    name: 'acme',
    state: 'active',
    flavour: 'cloud',
    complete_as_of: at,
    ledger_state: 'complete',
    alarms: 0,
    ...change,
  };
}

describe('completeness of one connection', () => {
  it('claims no more than was shown', () => {
    expect(completeOf(facts({}), now)?.text).toBe(`complete as of ${formatTime(at)}`);
    const looked = facts({ ledger_state: 'nothing_new', complete_as_of: null });
    expect(completeOf(looked, now)).toEqual({ tone: 'ok', text: 'nothing new seen' });
    expect(completeOf(facts({ ledger_state: 'unproven' }), now)?.tone).toBe('idle');
    expect(completeOf(facts({ ledger_state: 'differs' }), now)?.tone).toBe('warn');
    expect(completeOf(facts({ complete_as_of: null }), now)).toBeNull();
  });
  it('is silent where nothing can be said', () => {
    expect(completeOf(facts({ ledger_state: 'reading' }), now)).toBeNull();
    expect(completeOf(facts({ ledger_state: 'files_only' }), now)).toBeNull();
  });
  it('puts an alarm over all', () => {
    expect(completeOf(facts({ alarms: 1 }), now)?.tone).toBe('error');
  });
  it('says the date of what is not of today', () => {
    const old = facts({ ledger_state: 'stopped', complete_as_of: '2026-11-15T10:00:00Z' });
    expect(completeOf(old, now)?.text).toMatch(/^complete as of 15 Nov 2026, /);
  });
});

it('is not told twice', () => {
  const badge = (line: string) => ({ code: 'connected', tone: 'ok', text: '', line }) as const;
  const said = 'Complete as of 12:04';
  const line = lineBeside({ badge: badge(`${said} · webhooks live`), ledger_text: said });
  expect(line).toBe('Webhooks live');
  expect(lineBeside({ badge: badge('Last sync'), ledger_text: '' })).toBe('Last sync');
});

describe('completeness of all', () => {
  it('is the least that any can say', () => {
    const b = facts({ id: 'b', complete_as_of: '2026-11-20T11:50:00Z' });
    expect(completeTogether([facts({}), b], now)?.id).toBe('b');
    const looked = facts({ id: 'c', ledger_state: 'nothing_new', complete_as_of: null });
    expect(completeTogether([facts({}), looked], now)?.text).toBe('nothing new seen');
  });
  it('names the one that differs, and counts several', () => {
    const b = facts({ id: 'b', name: 'beta', ledger_state: 'differs' });
    const c = { ...b, id: 'c', name: 'gamma' };
    expect(completeTogether([facts({}), b], now)).toMatchObject({
      text: 'beta differs from Jira',
      id: 'b',
    });
    expect(completeTogether([facts({}), b, c], now)).toMatchObject({
      text: '2 instances: differs from Jira',
      id: null,
    });
  });
  it('leaves out what is disconnected or from files', () => {
    expect(completeTogether([facts({ state: 'disconnected' })], now)).toBeNull();
    expect(completeTogether([facts({ ledger_state: 'files_only' })], now)).toBeNull();
    expect(completeTogether([], now)).toBeNull();
  });
});
