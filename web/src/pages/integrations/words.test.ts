import { describe, expect, it } from 'vitest';
import type { FieldUse, SyncEntry } from '../../api/care';
import type { Connection } from '../../api/client';
import {
  fillWords,
  isOptional,
  isWanted,
  roleWords,
  sharesPoints,
  shown,
  sortFields,
  storedWords,
} from './field_words';
import {
  formatHistory,
  itemWords,
  lasted,
  lastedWords,
  matches,
  parseHistory,
  requestsOfDay,
  stateOf,
  summary,
} from './history_words';
import { removedWords, switchWords } from './description_words';
import { importWords } from './file_words';
import { eventGroups, hookState, listedWords, signedWords } from './hook_words';
import { dropWords, matchWords, scopePatch, scopeProblem } from './scope_rules';
import { capWords, differencesOf, projectWords, quietWords } from './settings_words';
import { tabOf, tabsOf, tabTone } from './tabs';
import { expiryLevel, expiryWords } from './token_words';
import { checkWords, isUnderWay, keyProblem, leftWords } from './webhook_words';

const now = Date.parse('2026-11-20T12:00:00Z');

function entry(change: Partial<SyncEntry>): SyncEntry {
  return {
    id: '1',
    kind: 'poll',
    state: 'completed',
    started: '2026-11-20T11:00:00Z',
    finished: '2026-11-20T11:00:02Z',
    items: 0,
    requests: 3,
    detail: '',
    ...change,
  };
}

describe('sync history', () => {
  it('is filtered by kind and result, and lives in the address', () => {
    const filter = parseHistory({ kind: 'poll,nonsense', state: 'failed' });
    expect(filter).toEqual({ kinds: ['poll'], states: ['failed'] });
    expect(formatHistory(filter)).toEqual({ tab: 'history', kind: 'poll', state: 'failed' });
    expect(matches(entry({ state: 'failed' }), filter)).toBe(true);
    expect(matches(entry({}), filter)).toBe(false);
    expect(matches(entry({ kind: 'import', state: 'failed' }), filter)).toBe(false);
    expect(matches(entry({}), parseHistory({}))).toBe(true);
  });
  it('is summed up in one sentence', () => {
    const list = [
      entry({ state: 'failed', detail: 'Jira answered 503' }),
      entry({ state: 'completed_with_gaps' }),
      entry({}),
    ];
    expect(summary(list)).toBe(
      '1 of the last 3 completed; 1 with gaps; 1 failed, last: Jira answered 503.',
    );
    expect(summary([])).toBe('Nothing has been synced yet.');
  });
  it('says what came and how long it took', () => {
    expect(itemWords(entry({ items: 1 }))).toBe('1 issue changed');
    expect(itemWords(entry({}))).toBe('Nothing new');
    expect(itemWords(entry({ state: 'failed' }))).toBe('Nothing came');
    expect(itemWords(entry({ kind: 'backfill', items: 42_900 }))).toBe('42,900 issues');
    expect(lastedWords(lasted(entry({})))).toBe('2 s');
    expect(lastedWords(lasted(entry({ finished: null })))).toBe('Running');
    expect(lastedWords(612)).toBe('10 min 12 s');
    expect(lastedWords(4000)).toBe('1 h 6 min');
    expect(stateOf('odd_state')).toEqual({ word: 'Odd state', tone: 'idle' });
  });
  it('counts requests of a day only', () => {
    expect(requestsOfDay([entry({}), entry({ started: '2026-11-18T11:00:00Z' })], now)).toBe(3);
  });
});

function field(change: Partial<FieldUse>): FieldUse {
  return {
    id: 'customfield_1',
    name: 'Customer',
    type: 'option',
    custom: true,
    role: '',
    stored: true,
    filled: 1420,
    looked_at: 2000,
    ...change,
  };
}

describe('fields', () => {
  const all = { chosen: null };
  it('say how full they are', () => {
    expect(fillWords(field({}))).toBe('71 % of 2,000');
    expect(fillWords(field({ looked_at: 0, filled: 0 }))).toBe('Nothing looked at yet');
    expect(roleWords('story_points')).toBe('Story points');
    expect(roleWords('some_new_role')).toBe('Some new role');
  });
  it('say why they are stored or not', () => {
    expect(storedWords(field({}), all, all)).toBe('Yes');
    expect(storedWords(field({ stored: false }), all, all)).toMatch(/cannot be stored/);
    expect(storedWords(field({ stored: false }), { chosen: [] }, { chosen: ['x'] })).toBe(
      'No: not chosen',
    );
    expect(storedWords(field({ role: 'sprint' }), all, all)).toMatch(/role/);
    expect(storedWords(field({ custom: false }), all, all)).toBe('Always');
    expect(storedWords(field({}), { chosen: ['x'] }, all)).toBe('No longer, once saved');
    expect(
      storedWords(field({ stored: false }), { chosen: ['customfield_1'] }, { chosen: ['x'] }),
    ).toBe('From the next sync on');
  });
  it('can be chosen unless they must be or cannot be stored', () => {
    expect(isOptional(field({}), all)).toBe(true);
    expect(isOptional(field({ role: 'sprint' }), all)).toBe(false);
    expect(isOptional(field({ stored: false }), all)).toBe(false);
    expect(isOptional(field({ stored: false }), { chosen: ['x'] })).toBe(true);
    expect(isWanted(field({}), { chosen: ['customfield_1'] })).toBe(true);
  });
  it('are always stored where numbers need them', () => {
    const estimate = field({ type: 'number', stored: false });
    expect(isOptional(estimate, { chosen: ['x'] })).toBe(false);
    expect(storedWords(estimate, { chosen: ['x'] }, { chosen: ['x'] })).toMatch(/^Always/);
    const computed = field({ role: 'development', stored: false });
    expect(storedWords(computed, all, all)).toBe('No: it is computed by Jira');
  });
  it('with a role come first, then the fuller ones', () => {
    const points = [
      field({ id: 'a', role: 'story_points', filled: 96 }),
      field({ id: 'b', role: 'story_points', filled: 1421 }),
    ];
    expect(sharesPoints(points)).toBe(true);
    expect(sharesPoints(points.slice(1))).toBe(false);
    expect(sortFields([field({ id: 'c' }), ...points]).map((f) => f.id)).toEqual(['b', 'a', 'c']);
  });
  it('are found by text and kind', () => {
    expect(shown(field({}), 'all', 'CUSTO')).toBe(true);
    expect(shown(field({}), 'all', 'sprint')).toBe(false);
    expect(shown(field({}), 'roles', '')).toBe(false);
    expect(shown(field({ stored: false }), 'left-out', '')).toBe(true);
    expect(shown(field({ stored: false }), 'stored', '')).toBe(false);
  });
});

describe('webhooks', () => {
  it('believe what Jira says over what is remembered', () => {
    const hook = { state: 'registered' as const, listed: true, last_event: null };
    expect(hookState(hook).word).toBe('Registered, no event yet');
    expect(hookState({ ...hook, last_event: '2026-11-20T11:00:00Z' }).word).toBe('Live');
    expect(hookState({ ...hook, listed: false })).toEqual({
      word: 'Gone from Jira',
      tone: 'error',
    });
    expect(hookState({ ...hook, state: 'retiring' }).tone).toBe('idle');
    expect(hookState({ ...hook, state: 'replacing' }).word).toMatch(/^Serves until/);
  });
  it('group their events', () => {
    expect(
      eventGroups(['jira:issue_created', 'jira:issue_updated', 'worklog_deleted', 'x']),
    ).toEqual(['Issue created, updated', 'Worklog deleted', 'x']);
    expect(listedWords(null)).toBe('Could not be asked');
    expect(signedWords(false)).toMatch(/cannot sign/);
  });
});

describe('the webhook check', () => {
  const row = (title: string, state: 'passed' | 'failed' | 'warning') => ({
    ...{ id: title, title, state, detail: '', remedy: '' },
  });
  const check = (state: 'waiting' | 'passed' | 'warning' | 'failed', issue = '') => ({
    ...{ state, issue_key: issue },
    rows: [row('The address answers', state === 'failed' ? 'failed' : 'passed')],
  });
  it('says where it breaks', () => {
    expect(checkWords(check('failed'))).toBe('It breaks at “The address answers”.');
    expect(checkWords(check('passed'))).toMatch(/come through/);
    expect(checkWords(check('waiting'))).toMatch(/Change any issue/);
    expect(checkWords(check('waiting', 'PAY-1'))).toMatch(/^PAY-1 is changed/);
    const warned = { ...check('warning'), rows: [row('x', 'warning')] };
    expect(checkWords(warned)).toMatch(/1 thing needs a look/);
    expect(isUnderWay({ state: 'waiting' })).toBe(true);
    expect(isUnderWay(undefined)).toBe(false);
  });
  it('counts down and stops at nothing', () => {
    expect(leftWords('2026-11-20T12:01:32Z', now)).toBe('1 min 32 s');
    expect(leftWords('2026-11-20T11:00:00Z', now)).toBe('0 s');
  });
  it('asks for a key before it changes anything', () => {
    expect(keyProblem('')).toMatch(/Name an issue/);
    expect(keyProblem('pay-120 ')).toBe('');
    expect(keyProblem('120')).toMatch(/no issue key/);
  });
});

describe('projects and filter', () => {
  const saved = { all: false, keys: ['PAY', 'OPS'], jql: 'type = Bug' };
  it('send only what changed', () => {
    expect(scopePatch({ ...saved, keys: ['OPS', 'PAY'] }, saved)).toEqual({});
    expect(scopePatch({ ...saved, all: true }, saved)).toEqual({ project_keys: [] });
    expect(scopePatch({ ...saved, jql: ' type = Bug ' }, saved)).toEqual({});
    expect(scopePatch({ ...saved, jql: '' }, saved)).toEqual({ filter_jql: '' });
  });
  it('must not be empty by mistake', () => {
    expect(scopeProblem({ ...saved, keys: [] })).toMatch(/at least one/);
    expect(scopeProblem({ all: true, keys: [], jql: '' })).toBe('');
  });
  it('say what comes and goes', () => {
    expect(matchWords({ matches: null }, 5, 90)).toMatch(/does not say/);
    expect(matchWords({ matches: 42_900 }, 620, 90)).toContain(
      'About 42,280 of them are not here yet',
    );
    expect(matchWords({ matches: 1 }, 620, 90)).toBe('1 issue in Jira matches.');
    expect(dropWords({ issues_dropped: 0 })).toMatch(/^Nothing/);
    expect(dropWords({ issues_dropped: 214 })).toBe(
      '214 stored issues are outside of the new choice.',
    );
  });
});

function connection(change: Partial<Connection> = {}): Connection {
  return {
    flavour: 'cloud',
    name: 'northwind',
    project_keys: [],
    filter_jql: '',
    custom_fields: [],
    descriptions: false,
    webhooks_wanted: true,
    writes: { worklogs: false, rule_actions: false, remote_links: false },
    requests_per_minute: 0,
    quiet_hours: null,
    proxy: '',
    has_ca: false,
    token_expires: '2027-01-10',
    state: 'active',
    webhook: { state: 'live' },
    alarms: 0,
    ledger_state: 'complete',
    ...change,
  } as Connection;
}

describe('settings', () => {
  it('are told apart in words', () => {
    const after = connection({ project_keys: ['PAY'], quiet_hours: { from: 480, to: 1110 } });
    expect(differencesOf(connection(), after)).toEqual([
      { what: 'Projects', from: 'all, future ones too', to: 'PAY' },
      { what: 'Quiet hours', from: 'none', to: '08:00 to 18:30' },
    ]);
    expect(differencesOf(connection(), connection())).toEqual([]);
  });
  it('have words', () => {
    expect(capWords(0)).toBe('none of ours');
    expect(capWords(60)).toBe('60 requests a minute');
    expect(quietWords(null)).toBe('none');
    expect(projectWords('A B C D E F G H'.split(' '))).toBe('A, B, C, D, E and 3 more');
  });
});

describe('descriptions', () => {
  it('say what saving does', () => {
    expect(switchWords(false, false)).toBe('');
    expect(switchWords(true, false)).toMatch(/read from Jira once more/);
    expect(switchWords(false, true)).toMatch(/are deleted/);
  });
  it('say what went', () => {
    const some = { issues: 1, changes: 1204, finished: '2026-11-20T12:00:00Z' };
    expect(removedWords(some)).toBe(
      'Deleted: the text of 1 description and 1,204 changes of descriptions.',
    );
    expect(removedWords({ ...some, finished: null })).toMatch(/^Being deleted; so far 1 desc/);
    expect(removedWords({ ...some, issues: 0, changes: 0 })).toBe('There was nothing to delete.');
  });
});

describe('tabs', () => {
  it('fall back to the overview', () => {
    expect(tabOf('mapping', connection())).toBe('mapping');
    expect(tabOf('nonsense', connection())).toBe('overview');
    expect(tabOf('access', connection({ flavour: 'import' }))).toBe('overview');
    expect(tabsOf(connection({ flavour: 'import' })).map((t) => t.id)).not.toContain('webhooks');
  });
  it('show where a person is needed', () => {
    expect(tabTone('access', connection(), now)).toBeNull();
    expect(tabTone('access', connection({ state: 'needs_sign_in' }), now)).toBe('error');
    expect(tabTone('access', connection({ token_expires: '2026-11-27' }), now)).toBe('warn');
    const silent = { state: 'silent' } as Connection['webhook'];
    expect(tabTone('webhooks', connection({ webhook: silent }), now)).toBe('warn');
    expect(tabTone('fields', connection({ webhook: silent }), now)).toBeNull();
    expect(tabTone('ledger', connection({ alarms: 1 }), now)).toBe('error');
    expect(tabTone('ledger', connection({ ledger_state: 'differs' }), now)).toBe('warn');
    expect(tabTone('ledger', connection(), now)).toBeNull();
  });
});

describe('expiry', () => {
  it('gets louder as the day comes near', () => {
    const levels = ['2027-01-01', '2026-12-18', '2026-12-01', '2026-11-21', '2026-11-01'];
    expect(levels.map((day) => expiryLevel(day, now))).toEqual([
      'none',
      'notice',
      'warn',
      'error',
      'error',
    ]);
    expect(expiryLevel(null, now)).toBe('none');
    expect(expiryWords('2026-11-20', now)).toBe('Expires today');
    expect(expiryWords('2026-11-01', now)).toBe('Expired on 1 Nov 2026');
  });
});

describe('files', () => {
  const none = { kind: '', issues: 0, histories: 0, worklogs: 0, records: 0, unchanged: 0 };
  it('say what they brought', () => {
    const report = { ...none, issues: 3, histories: 1, unchanged: 8, refused: [] };
    expect(importWords(report)).toBe('3 issues, 1 history; 8 things known already.');
    expect(importWords({ ...none, unchanged: 1, refused: [] })).toBe(
      'Nothing new; 1 thing known already.',
    );
    expect(importWords({ ...none, refused: [] })).toBe('Nothing was in it.');
  });
});
