import { describe, expect, it } from 'vitest';
import type { JqlProblem } from '../api/jql';
import { applied, fixOf, placeWords } from './fix';

const problem = (
  from: number,
  to: number,
  nearest: string,
  kind: JqlProblem['kind'] = 'unknown-field',
) =>
  ({ kind, message: 'm', remedy: 'r', line: 1, column: from + 1, from, to, nearest }) as JqlProblem;

describe('the nearest name in one click', () => {
  it('takes the place of the wrong one, with quotes where needed', () => {
    const text = 'a = b AND "stroy points" > 3';
    const fix = fixOf(text, problem(10, 24, 'Story Points'));
    expect(fix && applied(text, fix)).toBe('a = b AND "Story Points" > 3');
  });

  it('keeps the arguments of a function', () => {
    const text = 'due > startOfDya("-1d")';
    const fix = fixOf(text, problem(6, 23, 'startOfDay', 'unknown-function'));
    expect(fix && applied(text, fix)).toBe('due > startOfDay("-1d")');
  });

  it('is not offered without a near name, at the end, or when nothing changes', () => {
    expect(fixOf('a', problem(0, 1, ''))).toBeNull();
    expect(fixOf('a =', problem(3, 3, 'b'))).toBeNull();
    expect(fixOf('a', problem(0, 1, 'a'))).toBeNull();
  });

  it('an operator is put in as it is', () => {
    const fix = fixOf('summary = x', problem(8, 9, '~', 'operator'));
    expect(fix && applied('summary = x', fix)).toBe('summary ~ x');
  });

  it('says the line where there are several', () => {
    expect(placeWords('a', { line: 1, column: 3 })).toBe('At column 3');
    expect(placeWords('a\nb', { line: 2, column: 1 })).toBe('Line 2, column 1');
  });
});
