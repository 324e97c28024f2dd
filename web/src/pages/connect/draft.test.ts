import { describe, expect, it } from 'vitest';
import { backfillWords, emptyDraft, formatDraft, isTouched, kAllDays, parseDraft } from './draft';
import { validateScope, validateWhere } from './validate';

const now = new Date(2026, 10, 20, 12).getTime();
const draft = emptyDraft(now);

describe('draft', () => {
  it('defaults the expiry to a year from today', () => {
    expect(draft.expires).toBe('2027-11-20');
  });
  it('comes back as it was kept', () => {
    const kept = {
      ...draft,
      step: 1,
      reached: 4,
      url: 'https://jira.dockside.test/jira',
      flavour: 'data_center' as const,
      caPem: '-----BEGIN CERTIFICATE-----',
      proxy: 'http://proxy.test:3128',
      method: 'password' as const,
      email: 'bot',
      allProjects: false,
      projects: ['PAY', 'OPS'],
      filter: 'type = Bug',
      webhooks: false,
      writes: { worklogs: true, rule_actions: false, remote_links: true },
      backfillDays: 365,
      requestsPerMinute: 600,
      quietHours: { from: 1320, to: 360 },
      saved: now,
    };
    expect(parseDraft(formatDraft(kept), now)).toEqual(kept);
  });
  it.each([
    'not json',
    'null',
    '7',
    '[]',
    '{"step":"4","reached":null,"url":7,"flavour":"moon","method":"oauth","projects":"A"}',
    '{"writes":7,"quietHours":{"from":1,"to":1},"backfillDays":91,"requestsPerMinute":-1}',
    '{"quietHours":{"from":1440,"to":2},"requestsPerMinute":1.5,"webhooks":"no","saved":"x"}',
  ])('survives %s', (text) => {
    expect(parseDraft(text, now)).toEqual(draft);
  });
  it('keeps what is usable of a list', () => {
    expect(parseDraft('{"projects":["A",1,null]}', now).projects).toEqual(['A']);
  });
  it('never skips the sign-in, as the token is not kept', () => {
    const found = parseDraft('{"step":4,"reached":9}', now);
    expect(found).toMatchObject({ step: 1, reached: 4 });
  });
  it('holds no secret, whatever is put in', () => {
    const sly = { ...draft, token: 'secret-1' };
    expect(formatDraft(sly)).not.toContain('secret');
    expect(JSON.stringify(parseDraft('{"token":"secret"}', now))).not.toContain('secret');
  });
  it('is worth a word only when something was typed', () => {
    expect(isTouched(draft)).toBe(false);
    expect(isTouched({ ...draft, url: 'x' })).toBe(true);
  });
  it('names the time', () => {
    expect(backfillWords(90)).toBe('90 days');
    expect(backfillWords(kAllDays)).toBe('everything');
  });
});

describe('what must be right before the next step', () => {
  it('wants an address', () => {
    expect(validateWhere(draft).url).toMatch(/Paste the address/);
    expect(validateWhere({ ...draft, url: 'acme' }).url).toMatch(/not an address/);
    expect(validateWhere({ ...draft, url: 'acme.atlassian.net' })).toEqual({});
  });
  it('wants a proxy that is one', () => {
    const at = { ...draft, url: 'https://x.test' };
    expect(validateWhere({ ...at, proxy: 'proxy:3128' }).proxy).toBeTruthy();
    expect(validateWhere({ ...at, proxy: ' http://proxy:3128 ' })).toEqual({});
  });
  it('wants a choice of projects', () => {
    expect(validateScope({ ...draft, allProjects: false }, 'none').projects).toBeTruthy();
    expect(validateScope({ ...draft, allProjects: false, projects: ['A'] }, 'none')).toEqual({});
    const many = Array.from({ length: 1001 }, (_, i) => `P${i}`);
    expect(
      validateScope({ ...draft, allProjects: false, projects: many }, 'none').projects,
    ).toMatch(/At most 1000/);
    expect(validateScope({ ...draft, projects: many }, 'none')).toEqual({});
  });
  it('lets a filter pass that could not be checked, not one that is wrong', () => {
    expect(validateScope(draft, 'wrong').filter).toBeTruthy();
    for (const kind of ['none', 'valid', 'empty', 'unchecked'] as const) {
      expect(validateScope(draft, kind)).toEqual({});
    }
  });
});
