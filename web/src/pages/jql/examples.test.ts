import { describe, expect, it } from 'vitest';
import { tokensOf } from '../../jql/tokens';
import { examplesOf } from './examples';

const projects = [
  { key: 'OPS', name: 'Operations', issues: 3 },
  { key: 'PAY', name: 'Payments', issues: 40 },
];

describe('examples', () => {
  it('name the largest project and a status that is there', () => {
    const list = examplesOf(projects, ['Open', 'Code Review', 'Done']);
    expect(list[0]?.jql).toMatch(/^project = PAY AND/);
    expect(list.some((each) => each.jql.includes('timeInStatus["Code Review"]'))).toBe(true);
    expect(list.at(-1)?.title).toBe('Open and mine, in PAY and OPS');
  });

  it('are whole without any project', () => {
    for (const example of examplesOf([], [])) {
      expect(tokensOf(example.jql).some((token) => token.kind === 'bad')).toBe(false);
      expect(example.jql).not.toMatch(/undefined|IN \(\)/);
    }
  });
});
