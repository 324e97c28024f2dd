import { describe, expect, it } from 'vitest';
import type { JqlCheck, JqlProblem } from '../../api/jql';
import { decideHere, hereWords, type FilterHere } from './here_state';

const problem: JqlProblem = {
  kind: 'unknown-function',
  message: "Unable to find JQL function 'f()'.",
  remedy: '',
  line: 1,
  column: 5,
  from: 4,
  to: 7,
};
const check = (more: Partial<JqlCheck>): JqlCheck => ({
  ok: true,
  instances: [],
  time: 'none',
  follows_catalogue: false,
  follows_user: false,
  notes: [],
  ...more,
});
const read: FilterHere = { ok: true, undecided: [], warnings: [], not_ready: '', time: 'none' };
const told = { jql: 'a = b', here: undefined, check: undefined, pending: false };

describe('a filter as it is read here', () => {
  it('says nothing of no filter, and that it waits', () => {
    expect(decideHere({ ...told, jql: ' ' }).kind).toBe('none');
    expect(decideHere({ ...told, pending: true }).kind).toBe('checking');
    expect(decideHere(told).kind).toBe('unknown');
  });

  it('Jira’s answer carries it; before that, the text alone is judged', () => {
    const here = { ...read, matched: 1 };
    expect(decideHere({ ...told, here, check: check({ ok: false, problem }) })).toEqual({
      kind: 'decided',
      matched: 1,
    });
    expect(decideHere({ ...told, check: check({ ok: false, problem }) }).kind).toBe('wrong');
  });

  it('of a draft says why names were not looked up', () => {
    const state = decideHere({ ...told, here: { ...read, not_ready: 'Nothing is read yet.' } });
    expect(hereWords(state)).toBe('It reads as a query. Nothing is read yet.');
  });

  it('names what cannot be decided', () => {
    const notice = { message: 'comment texts are not stored', from: 0, to: 3 };
    const instance = { id: 'c', name: 'acme', warnings: [], undecided: [notice] };
    expect(decideHere({ ...told, check: check({ instances: [instance] }) })).toEqual({
      kind: 'undecided',
      notices: [notice],
    });
  });

  it('says what it means for arrivals', () => {
    expect(hereWords({ kind: 'decided', matched: 1 })).toBe(
      'Decided here: every arrival is judged at once. 1 issue here matches.',
    );
    expect(hereWords({ kind: 'wrong', problem })).toMatch(/Jira is asked about every arrival/);
  });
});
