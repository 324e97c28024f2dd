import { describe, expect, it } from 'vitest';
import type { QualityFinding } from '../../api/quality';
import { fixAddress, sparkWords, splitFindings, summaryWords } from './quality_rules';

const finding = (part: Partial<QualityFinding>): QualityFinding => ({
  code: 'no_start',
  title: 'T',
  text: '',
  count: 3,
  of: 10,
  effect: null,
  effect_count: null,
  spark: [],
  examples: [],
  fix: { text: 'Fix', href: '/' },
  ...part,
});

describe('the sentence above the findings', () => {
  it('says when all is well', () => {
    expect(summaryWords({ findings: [], considered: 1204 })).toBe(
      'No problems found in 1,204 items.',
    );
  });
  it('adds up what is left out', () => {
    const findings = [finding({ effect_count: 14 }), finding({ effect_count: 6 }), finding({})];
    expect(summaryWords({ findings, considered: 231 })).toBe(
      '3 findings in 231 items. They keep up to 20 items out of cycle time.',
    );
    expect(summaryWords({ findings: [finding({})], considered: 1 })).toMatch(
      /^1 finding in 1 item\. None/,
    );
  });
});

it('separates what moves numbers from what is worth knowing', () => {
  const { effective, others } = splitFindings([
    finding({ code: 'a', effect: 'Left out: 3', effect_count: 3 }),
    finding({ code: 'b' }),
    finding({ code: 'c', effect: 'Points leave them out' }),
  ]);
  expect(effective.map((each) => each.code)).toEqual(['a', 'c']);
  expect(others.map((each) => each.code)).toEqual(['b']);
});

it('reads a line of weeks', () => {
  expect(sparkWords([9, 9, 9, 8, 8, 8, 7, 7, 6, 5, 5, 4])).toBe(
    'Last 12 weeks falling; 4 in the last one',
  );
  expect(sparkWords([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3])).toMatch(/rising/);
  expect(sparkWords([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])).toMatch(/steady/);
});

it('follows fixes inside the program only', () => {
  expect(fixAddress('/integrations/x?tab=mapping')).toEqual({
    to: '/integrations/x',
    search: { tab: 'mapping' },
  });
  expect(fixAddress('https://elsewhere.example')).toBeNull();
  expect(fixAddress('//elsewhere.example')).toBeNull();
  expect(fixAddress('javascript:alert(1)')).toBeNull();
});
