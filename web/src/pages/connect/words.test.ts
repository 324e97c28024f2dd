import { describe, expect, it } from 'vitest';
import type { CheckReport, CheckRow } from '../../api/client';
import type { KeyVerdict } from '../../api/connect';
import {
  countRows,
  groupRows,
  reportText,
  requestText,
  technicalText,
  whyNot,
} from './check_report';
import { emptyDraft, kAllDays } from './draft';
import { estimateSeconds, estimateWords, roundGuess } from './estimate';
import { inLots, nameKeys, parseKeys } from './keys';
import { capOf, clockOf, minuteOf, paceWords } from './pace';
import { countCertificates, readPem } from './pem';
import { readWords, sinceWords, siteSentence, webhookWords, writtenWords } from './review_words';
import { verdictWords } from './typed_keys';

const row = (id: string, state: CheckRow['state']): CheckRow => ({
  id,
  title: `Title of ${id}`,
  state,
  detail: `detail of ${id}`,
  effect: state === 'passed' ? '' : `effect of ${id}`,
  remedy: state === 'passed' ? '' : `remedy of ${id}`,
});
const report: CheckReport = {
  can_proceed: false,
  url: { base_url: 'https://x.test/jira', changes: [] },
  site: {
    id: 's1',
    flavour: 'data_center',
    version: '9.12.4',
    title: 'Works',
    api_url: '',
    method: 'personal_token',
  },
  account: { id: 'u1', name: 'Bot', email: '' },
  projects_visible: 412,
  notes: [],
  rows: [
    row('reachable', 'passed'),
    row('webhooks', 'missing'),
    row('browse_projects', 'failed'),
    row('emails', 'warning'),
    row('work_on_issues', 'not_needed'),
  ],
};

describe('check', () => {
  it('puts what stops first', () => {
    const ids = (rows: CheckRow[]) => rows.map((each) => each.id);
    const { failed, look, fine } = groupRows(report.rows);
    expect(ids(failed)).toEqual(['browse_projects']);
    expect(ids(look)).toEqual(['webhooks', 'emails']);
    expect(ids(fine)).toEqual(['reachable', 'work_on_issues']);
    expect(countRows(report.rows)).toBe('1 failed · 2 to look at · 1 passed');
  });
  it('says why one cannot go on', () => {
    expect(whyNot(undefined)).toMatch(/not ended/);
    expect(whyNot(report)).toMatch(/“Title of browse_projects” failed/);
    expect(whyNot({ ...report, can_proceed: true })).toBe('');
  });
  it('becomes a text for the admin', () => {
    const text = reportText(report);
    expect(text).toContain('Throughline check of https://x.test/jira');
    expect(text).toContain('Site: Jira Data Center 9.12.4\nAccount: Bot\n');
    expect(text).toContain('[Missing] Title of webhooks: detail of webhooks\n    Effect:');
    expect(text).not.toContain('remedy of reachable');
  });
  it('asks for one thing', () => {
    const text = requestText(report, row('service_desk', 'missing'));
    expect(text).toMatch(/needs your help with “Title of service_desk”/);
    expect(text).toMatch(/Please: remedy of service_desk$/);
  });
  it('tells the details', () => {
    expect(technicalText(report)).toContain('method     personal_token');
    expect(technicalText({ ...report, site: null, account: null })).toContain('address');
  });
});

describe('keys', () => {
  it('are read as people type them', () => {
    expect(parseKeys('pay, OPS;web\nA-1 pay')).toEqual({
      keys: ['PAY', 'OPS', 'WEB'],
      wrong: ['A-1'],
    });
    expect(parseKeys('  ')).toEqual({ keys: [], wrong: [] });
  });
  it('are sent in lots and named in short', () => {
    expect(inLots([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(nameKeys(['A', 'B'])).toBe('A, B');
    expect(nameKeys(['A', 'B', 'C'], 2)).toBe('A, B and 1 more');
  });
  it('have a verdict', () => {
    const verdict = (visible: boolean) => ({ visible }) as KeyVerdict;
    expect(verdictWords([])).toBe('');
    expect(verdictWords([verdict(true)])).toBe('1 project added.');
    expect(verdictWords([verdict(true), verdict(true), verdict(false)])).toBe(
      '2 projects added; 1 is not visible and was left out.',
    );
  });
});

describe('certificates', () => {
  const one = '-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----';
  it('are taken out of what surrounds them', () => {
    const read = readPem(`Subject: CA\n${one}\nmore\n${one}\n`);
    expect(read).toMatchObject({ count: 2 });
    expect('pem' in read && countCertificates(read.pem)).toBe(2);
    expect(JSON.stringify(read)).not.toMatch(/Subject|\\r/);
  });
  it.each([
    ['-----BEGIN RSA PRIVATE KEY-----\nabc', /private key/],
    ['0\u0082\u0003', /binary/],
    ['hello', /BEGIN CERTIFICATE/],
    ['x'.repeat(300_000), /too large/],
  ])('%#', (text, words) => {
    expect(readPem(text)).toMatchObject({ error: expect.stringMatching(words) as string });
  });
});

describe('pace', () => {
  it('reads clocks and caps', () => {
    expect(minuteOf('22:05')).toBe(1325);
    expect(clockOf(1325)).toBe('22:05');
    for (const text of ['24:00', '7', 'x', '7:60']) expect(minuteOf(text)).toBeNull();
    expect(capOf('')).toBe(0);
    expect(capOf(' 600 ')).toBe(600);
    for (const text of ['60001', '-1', '1.5', 'many']) expect(capOf(text)).toBeNull();
  });
  it('says it in words', () => {
    expect(paceWords(0, null)).toBe('');
    expect(paceWords(1200, { from: 1320, to: 360 })).toBe(
      'at most 1,200 requests a minute, none from 22:00 to 06:00 the next day',
    );
  });
});

describe('estimate', () => {
  it.each([
    [18_234, 18_000],
    [99, 99],
    [437, 440],
    [1_234_567, 1_200_000],
  ])('%i is about %i', (n, about) => {
    expect(roundGuess(n)).toBe(about);
  });
  it('is slower with a cap', () => {
    const [, free] = estimateSeconds(10_000, 0);
    const [low, capped] = estimateSeconds(10_000, 10);
    expect(low).toBe(2400);
    expect(capped).toBeGreaterThan(free);
  });
  it.each([
    [0, 'No issue to read yet'],
    [1, '1 issue, less than a minute'],
    [18_234, '≈ 18,000 issues, 4–27 min'],
  ])('%i: %s', (n, words) => {
    expect(estimateWords(n)).toBe(words);
  });
});

describe('review', () => {
  const draft = { ...emptyDraft(0), projects: ['PAY', 'OPS'], filter: ' ' };
  it('says what is read', () => {
    expect(readWords(draft, report)).toBe(
      'Issues, with their history, worklogs and sprints, of every project the account sees (412 now, and future ones).',
    );
    expect(readWords({ ...draft, allProjects: false, filter: 'a = 1' }, report)).toBe(
      'Issues that match the filter, with their history, worklogs and sprints, of 2 projects: PAY, OPS.',
    );
    expect(sinceWords({ ...draft, backfillDays: kAllDays })).toMatch(/^Everything/);
  });
  it('says what is written: nothing, unless it was allowed', () => {
    expect(writtenWords(draft)).toMatch(/^Nothing: read-only/);
    const writes = { worklogs: true, rule_actions: false, remote_links: true };
    expect(writtenWords({ ...draft, writes })).toMatch(/worklogs and remote links/);
  });
  it('says what becomes of the webhooks', () => {
    expect(webhookWords({ ...draft, webhooks: false }, report, 'https://t.test')).toMatch(
      /^None\./,
    );
    expect(webhookWords(draft, report, 'https://t.test')).toMatch(/^None for now/);
    expect(webhookWords(draft, undefined, 'https://t.test')).toMatch(/tell https:\/\/t\.test/);
  });
  it('says where and as whom', () => {
    const site = {
      url: 'https://x.test/jira',
      flavour: 'data_center' as const,
      version: '9.12.4',
      title: '',
      methods: [],
    };
    expect(siteSentence(draft, site, 'personal_token', 'Bot')).toBe(
      'Jira Data Center 9.12.4 at https://x.test/jira, as Bot, with a personal access token.',
    );
    expect(siteSentence(draft, { ...site, flavour: 'cloud' }, 'api_token', '')).toBe(
      'Jira Cloud at https://x.test/jira, with an API token.',
    );
  });
});
