import { describe, expect, it } from 'vitest';
import { filterHereWords, leftWords } from './filter_words';

const kHere: Parameters<typeof filterHereWords>[0] = {
  decided: true,
  why: '',
  left: 0,
  time: 'none',
  undecided: [],
};

describe('the filter of a connection', () => {
  it('names what left it', () => {
    expect(leftWords(0)).toBe('');
    expect(leftWords(1)).toBe('1 issue left the filter; it is followed');
    expect(leftWords(1204)).toBe('1,204 issues left the filter; they are followed');
  });

  it('says who applies it, and when anew', () => {
    expect(filterHereWords({ ...kHere, left: 3, time: 'day' })).toBe(
      'Applied here to everything that arrives. It is applied again every day, because its answer changes with the day. 3 issues left the filter; they are followed.',
    );
    expect(filterHereWords({ ...kHere, decided: false, why: 'comment texts are not stored' })).toBe(
      'Jira is asked about every arrival: comment texts are not stored.',
    );
  });
});
