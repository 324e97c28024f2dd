import { describe, expect, it } from 'vitest';
import { addRule, changeRule, moveRule, removeRule, ruleRows, sameRules } from './query_edits';

const rules = [
  { id: 0, query: 'labels = defect', category: 'bug' as const },
  { id: 1, query: 'labels = spike', category: 'discovery' as const },
];

describe('rules by query', () => {
  it('keep their order; moving stops at the ends', () => {
    expect(moveRule(rules, 1, -1).map((rule) => rule.id)).toEqual([1, 0]);
    expect(moveRule(rules, 1, 1)).toEqual(rules);
    expect(moveRule(rules, 7, 1)).toEqual(rules);
  });

  it('a new one has an id of its own, also after another was taken away', () => {
    const next = addRule(removeRule(rules, 0));
    expect(next.map((rule) => rule.id)).toEqual([1, 2]);
  });

  it('an empty one says nothing, blanks neither', () => {
    const more = addRule(rules);
    expect(ruleRows(more)).toHaveLength(2);
    expect(sameRules(rules, more)).toBe(true);
    expect(sameRules(rules, changeRule(rules, 0, { query: ' labels = defect ' }))).toBe(true);
    expect(sameRules(rules, changeRule(rules, 0, { category: 'other' }))).toBe(false);
    expect(sameRules(rules, moveRule(rules, 0, 1))).toBe(false);
  });
});
