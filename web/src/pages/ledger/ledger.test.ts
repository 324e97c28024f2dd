import { describe, expect, it } from 'vitest';
import type { ConnectionLedger, LedgerRow } from '../../api/ledger';
import {
  findRows,
  formatLedger,
  gapWords,
  nameOf,
  nextSort,
  parseLedger,
  provedOf,
  sortRows,
} from './ledger_rows';
import {
  balancesOf,
  balanceWords,
  causeWords,
  claimOf,
  lastedWords,
  lookOf,
  proofsOf,
  rowState,
  spanWords,
  subjectWords,
} from './ledger_words';

const now = Date.parse('2026-11-20T12:06:00Z');

function row(key: string, change: Partial<LedgerRow> = {}): LedgerRow {
  return {
    account: `id-${key}`,
    key,
    state: 'proven',
    text: '',
    looked: '2026-11-20T12:05:00Z',
    theirs: 10,
    ours: 10,
    newest_theirs: null,
    newest_ours: null,
    census: '2026-11-20T12:04:00Z',
    proven: '2026-11-20T12:02:00Z',
    compared: 10,
    look_requests: 2,
    census_requests: 1,
    open: 0,
    detail: '',
    ...change,
  };
}

function ledger(change: Partial<ConnectionLedger> = {}): ConnectionLedger {
  const arrivals = {
    stored: 10,
    deleted: 1,
    waiting: 1,
    accepted: 6,
    ignored: 1,
    failed: 1,
    rejected: 0,
    repeats: 2,
    balanced: true,
  };
  return {
    connection: 'a',
    name: 'acme',
    state: 'complete',
    text: '',
    complete_as_of: '2026-11-20T12:02:00Z',
    checked: null,
    projects: 2,
    proven_projects: 2,
    open: 0,
    healed_7d: 0,
    requests_24h: 0,
    page_note: '',
    alarms: [],
    arrivals,
    pulls: { read: 5, applied: 5, refused: 0, left_out: 0, balanced: true },
    worklogs: null,
    histories: null,
    rows: [row('PAY'), row('OPS')],
    ...change,
  };
}

describe('the claim', () => {
  it('is never more than was shown', () => {
    const complete = claimOf(ledger(), now);
    expect(complete.title).toMatch(/^Complete as of \d\d:\d\d$/);
    expect(complete.text).toContain('all 2 projects');
    const looked = claimOf(ledger({ state: 'nothing_new' }), now);
    expect(looked.title).toMatch(/^Nothing new seen to/);
    expect(claimOf(ledger({ proven_projects: 1 }), now).text).toContain('1 project that');
    expect(looked.text).not.toMatch(/complete/i);
    expect(claimOf(ledger({ state: 'unproven' }), now).title).toBe('Not proven complete yet');
  });
  it('names what stands against it', () => {
    expect(claimOf(ledger({ state: 'differs', open: 3 }), now)).toMatchObject({
      tone: 'warn',
      title: '3 differences from Jira',
    });
    expect(claimOf(ledger({ state: 'stopped' }), now).title).toMatch(/not followed since$/);
    expect(claimOf(ledger({ state: 'stopped', complete_as_of: null }), now).title).toBe(
      'Not followed now',
    );
  });
  it('rests on proofs from weak to strong', () => {
    const proofs = proofsOf(ledger());
    expect(proofs.map((proof) => proof.id)).toEqual(['looks', 'stamps', 'histories', 'worklogs']);
    expect(proofs.map((proof) => proof.tone)).toEqual(['ok', 'ok', 'idle', 'idle']);
    const partly = proofsOf(ledger({ rows: [row('PAY'), row('OPS', { proven: null })] }));
    expect(partly[1]).toMatchObject({ tone: 'idle', text: 'Proven equal for 1 of 2 projects.' });
    const differing = proofsOf(ledger({ rows: [row('PAY'), row('OPS', { state: 'differs' })] }));
    expect(differing[0]).toMatchObject({ tone: 'warn', text: '1 project of 2 differs.' });
    expect(proofsOf(ledger({ rows: [] }))[0]?.tone).toBe('idle');
  });
  it('takes a full comparison for a look', () => {
    const census = '2026-11-20T12:04:00Z';
    expect(lookOf({ looked: null, census })).toBe(census);
    expect(lookOf({ looked: '2026-11-20T12:05:00Z', census })).toBe('2026-11-20T12:05:00Z');
    expect(lookOf({ looked: '2026-11-20T12:00:00Z', census })).toBe(census);
    expect(lookOf({ looked: null, census: null })).toBeNull();
  });
  it('dates a proof by its oldest part', () => {
    const rows = [row('PAY'), row('OPS', { proven: '2026-11-20T09:00:00Z' })];
    expect(proofsOf(ledger({ rows }))[1]?.at).toBe('2026-11-20T09:00:00Z');
  });
});

it('a project that was proven and looked at since says both', () => {
  const state = 'nothing_new' as const;
  expect(rowState({ state, proven: '2026-11-20T12:02:00Z' }).word).toBe('Proven, nothing new');
  expect(rowState({ state, proven: null }).word).toBe('Nothing new seen');
});

describe('projects', () => {
  const rows = [
    row('PAY'),
    row('A10', { theirs: null, open: 4, state: 'cannot' }),
    row('A9', { theirs: 900, state: 'differs', open: 1 }),
  ];
  const keys = (list: LedgerRow[]) => list.map((each) => each.key);
  it('are sorted, unknown last either way', () => {
    expect(keys(sortRows(rows, { by: 'key', down: false }))).toEqual(['A9', 'A10', 'PAY']);
    expect(keys(sortRows(rows, { by: 'theirs', down: true }))).toEqual(['A9', 'PAY', 'A10']);
    expect(keys(sortRows(rows, { by: 'theirs', down: false }))).toEqual(['PAY', 'A9', 'A10']);
    expect(keys(sortRows(rows, { by: 'state', down: false }))).toEqual(['A9', 'A10', 'PAY']);
    expect(nextSort({ by: 'key', down: false }, 'key')).toEqual({ by: 'key', down: true });
    expect(nextSort({ by: 'key', down: false }, 'open')).toEqual({ by: 'open', down: true });
  });
  it('are found by text and state', () => {
    expect(keys(findRows(rows, 'a', ''))).toEqual(['PAY', 'A10', 'A9']);
    expect(keys(findRows(rows, 'a1', ''))).toEqual(['A10']);
    expect(keys(findRows(rows, '', 'differs'))).toEqual(['A9']);
  });
  it('say who has more', () => {
    expect(gapWords({ theirs: 12, ours: 10 })).toBe('2 more in Jira');
    expect(gapWords({ theirs: 10, ours: 1210 })).toBe('1,200 more here');
    expect(gapWords({ theirs: null, ours: 1 })).toBe('');
    expect(nameOf({ key: '', account: '10001' })).toBe('Project 10001');
  });
  it('are waited for until all that was asked is compared', () => {
    const before = new Map(rows.map((each) => [each.account, each.census]));
    const later = [row('PAY', { census: '2026-11-20T12:09:00Z' }), ...rows.slice(1)];
    expect(provedOf(rows, { keys: [], before })).toEqual({ done: 1, total: 3 });
    expect(provedOf(later, { keys: [], before })).toEqual({ done: 2, total: 3 });
    expect(provedOf(later, { keys: ['PAY'], before })).toEqual({ done: 1, total: 1 });
    expect(provedOf(rows, { keys: ['PAY'], before })).toEqual({ done: 0, total: 1 });
  });
  it('are shown by the address', () => {
    const search = {
      tab: 'ledger',
      find: 'pa',
      state: 'differs',
      sort: '-open',
      project: '1',
      differences: 'open',
    };
    expect(formatLedger(parseLedger(search))).toEqual(search);
    expect(formatLedger(parseLedger({ sort: 'nonsense', state: 'odd' }))).toEqual({
      tab: 'ledger',
    });
  });
});

describe('differences', () => {
  const base = { found: '2026-11-20T11:00:00Z', healed: null, kind: 'missing' as const };
  it('say how long they lasted', () => {
    expect(lastedWords({ ...base, since: '2026-11-20T09:56:00Z' }, now)).toBe(
      'missing for 2 h 10 min so far',
    );
    const healed = {
      ...base,
      since: null,
      healed: '2026-11-20T11:00:20Z',
      kind: 'changed' as const,
    };
    expect(lastedWords(healed, now)).toBe('was different for < 1 min');
    expect(spanWords(26 * 3_600_000)).toBe('1 d 2 h');
  });
  it('have a cause in words, and a name', () => {
    expect(causeWords('late_index')).toMatch(/late/);
    expect(subjectWords({ key: '', subject: 'worklog:77' })).toBe('Worklog 77');
    expect(subjectWords({ key: 'PAY-1', subject: 'issue:1' })).toBe('PAY-1');
  });
});

describe('from step to step', () => {
  it('adds up', () => {
    const [arrivals, pulls] = balancesOf(ledger());
    expect([arrivals.off, pulls.off]).toEqual([0, 0]);
    expect(balanceWords(arrivals)).toBe('It adds up.');
    expect(arrivals.parts.find((part) => part.name === 'failed')?.bad).toBe(true);
  });
  it('says how many are gone', () => {
    const { arrivals, pulls } = ledger();
    const gone = { arrivals: { ...arrivals, stored: 13, balanced: false }, pulls };
    expect(balanceWords(balancesOf(gone)[0])).toBe('3 of them are unaccounted for.');
    const more = { arrivals, pulls: { ...pulls, applied: 6, balanced: false } };
    expect(balanceWords(balancesOf(more)[1])).toBe('1 more came out than went in.');
  });
});
