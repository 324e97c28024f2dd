import { describe, expect, it } from 'vitest';
import type { JqlClause } from '../../api/jql';
import { decidingTests, explainSentence, simplified } from './explain_tree';

const test = (text: string, answer: JqlClause['answer'], decides: boolean): JqlClause => ({
  kind: 'test',
  answer,
  decides,
  from: 0,
  to: text.length,
  text,
  children: [],
});
const group = (
  kind: 'and' | 'or',
  answer: JqlClause['answer'],
  decides: boolean,
  children: JqlClause[],
): JqlClause => ({ kind, answer, decides, from: 0, to: 1, text: '', children });

describe('the tree of an explanation', () => {
  const tree = group('and', 'no', true, [
    test('type = Bug', 'matches', false),
    group('or', 'no', true, [test('a = 1', 'no', true), test('b = 2', 'no', true)]),
    test('c = 3', 'no', false),
  ]);

  it('names the conditions that it hangs on, and no others', () => {
    expect(decidingTests(tree).map((each) => each.text)).toEqual(['a = 1', 'b = 2']);
  });

  it('says so in one sentence', () => {
    expect(explainSentence('no', tree)).toBe('It is not in the result: 2 conditions fail.');
    expect(explainSentence('matches', test('a', 'matches', true))).toBe(
      'It matches: one condition decides it.',
    );
    expect(explainSentence('undecided', test('a', 'undecided', true))).toBe(
      'Nobody can say here: one condition cannot be decided.',
    );
    const all: JqlClause = { ...test('', 'matches', true), kind: 'all' };
    expect(explainSentence('matches', all)).toMatch(/every issue/);
  });

  it('is shown without groups of one', () => {
    const nested = group('and', 'no', true, [group('or', 'no', true, [test('a', 'no', true)])]);
    expect(simplified(nested)).toMatchObject({ kind: 'test', text: 'a' });
    expect(simplified(tree).children).toHaveLength(3);
  });
});
