import { describe, expect, it } from 'vitest';
import type { Finding } from '../../api/connect';
import { findingWords, remedyOf, worstFirst } from './findings';

const finding = (code: string, severity: Finding['severity']): Finding => ({
  code,
  severity,
  title: code,
  detail: '',
  remedy: '',
});

describe('findings', () => {
  it('puts the worst first and keeps the order within', () => {
    const order = worstFirst([
      finding('a', 'info'),
      finding('b', 'warning'),
      finding('c', 'blocking'),
      finding('d', 'warning'),
    ]);
    expect(order.map((each) => each.code)).toEqual(['c', 'b', 'd', 'a']);
  });
  it.each([
    [[], false, 'Nothing is wrong, as far as is known here.'],
    [[], true, 'Nothing is wrong, says Jira too.'],
    [[finding('a', 'info')], true, 'Nothing is wrong, says Jira too.'],
    [[finding('a', 'warning'), finding('b', 'blocking')], true, 'One thing stops it.'],
    [[finding('a', 'warning')], true, 'It works, but one thing is missing.'],
    [
      [finding('a', 'warning'), finding('b', 'warning')],
      true,
      'It works, but 2 things are missing.',
    ],
  ])('%#', (findings, asked, words) => {
    expect(findingWords(findings, asked)).toBe(words);
  });
  it('leads to the remedy where there is a page for it', () => {
    expect(remedyOf('token_dead')).toMatchObject({ kind: 'tab', tab: 'access' });
    expect(remedyOf('filter_matches_nothing')).toMatchObject({ tab: 'projects' });
    expect(remedyOf('paused')?.kind).toBe('resume');
    expect(remedyOf('something_new')).toBeNull();
  });
});
