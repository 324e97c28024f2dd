import { describe, expect, it } from 'vitest';
import {
  emptyDraft,
  isCloudHost,
  normaliseUrl,
  parseDraft,
  parseKeys,
  trimToken,
  validateScope,
  validateSignIn,
  validateWhere,
} from './draft';

const now = new Date(2026, 10, 20, 12).getTime();
const draft = emptyDraft(now);

describe('normaliseUrl', () => {
  it.each([
    ['https://acme.atlassian.net', 'https://acme.atlassian.net', 0],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net', 0],
    [' acme.atlassian.net ', 'https://acme.atlassian.net', 1],
    ['https://acme.atlassian.net/browse/ABC-1', 'https://acme.atlassian.net', 1],
    ['https://acme.atlassian.net/rest/', 'https://acme.atlassian.net', 1],
    ['https://x.test/jira/browse/ABC-1?a=b#c', 'https://x.test/jira', 1],
    ['https://x.test/jira/', 'https://x.test/jira', 0],
    ['https://acme.atlassian.net/jira/software/projects/A', 'https://acme.atlassian.net', 1],
    ['http://127.0.0.1:9001', 'http://127.0.0.1:9001', 0],
    ['https://me:secret@acme.atlassian.net', 'https://acme.atlassian.net', 1],
  ])('%s', (pasted, url, changes) => {
    const found = normaliseUrl(pasted);
    expect(found?.url).toBe(url);
    expect(found?.changes).toHaveLength(changes);
  });
  it.each(['', 'acme', 'ftp://x.test', 'https://'])('refuses "%s"', (text) => {
    expect(normaliseUrl(text)).toBeNull();
    expect(validateWhere({ ...draft, url: text }).url).toBeTruthy();
  });
  it('knows the cloud by its host', () => {
    expect(isCloudHost('https://acme.atlassian.net')).toBe(true);
    expect(isCloudHost('https://acme.atlassian.net.evil.test')).toBe(false);
  });
});

describe('sign in', () => {
  const ready = { ...draft, email: 'bot@acme.test' };
  it('accepts a whole form', () => {
    expect(validateSignIn(ready, 'ATATT3x', '2026-11-20')).toEqual({});
  });
  it('wants a date in the future', () => {
    expect(validateSignIn({ ...ready, expires: '2026-11-20' }, 't', '2026-11-20').expires).toMatch(
      /past/,
    );
    expect(validateSignIn({ ...ready, expires: '' }, 't', '2026-11-20').expires).toBeTruthy();
  });
  it('names problems in the order of the form', () => {
    expect(Object.keys(validateSignIn({ ...draft, expires: '' }, 'a b', '2026-11-20'))).toEqual([
      'email',
      'token',
      'expires',
    ]);
  });
  it('trims what a clipboard adds', () => {
    expect(trimToken(' "ATATT"\n')).toEqual({ token: 'ATATT', removed: true });
    expect(trimToken('ATATT=')).toEqual({ token: 'ATATT=', removed: false });
  });
});

describe('scope', () => {
  it('needs a choice', () => {
    expect(validateScope({ ...draft, allProjects: false }).projects).toBeTruthy();
    expect(validateScope({ ...draft, allProjects: false, projects: ['A'] })).toEqual({});
    expect(validateScope(draft)).toEqual({});
  });
  it('reads typed keys', () => {
    expect(parseKeys('pay, OPS;web\nA-1 pay')).toEqual({
      keys: ['PAY', 'OPS', 'WEB'],
      wrong: ['A-1'],
    });
    expect(parseKeys('  ')).toEqual({ keys: [], wrong: [] });
  });
});

describe('draft', () => {
  it('defaults the expiry to a year from today', () => {
    expect(draft.expires).toBe('2027-11-20');
  });
  it('survives nonsense and never skips the sign-in', () => {
    expect(parseDraft('not json', now)).toEqual(draft);
    expect(parseDraft('{"step":4,"url":7,"projects":["A",1],"backfillDays":91}', now)).toEqual({
      ...draft,
      step: 1,
      projects: ['A'],
    });
  });
  it('holds no token', () => {
    expect(JSON.stringify(parseDraft('{"token":"secret"}', now))).not.toContain('secret');
  });
});
