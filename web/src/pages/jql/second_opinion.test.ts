import { describe, expect, it } from 'vitest';
import { opinionWords } from './second_opinion';

describe('what Jira counts', () => {
  it('is said beside the count here', () => {
    expect(opinionWords({ count: 1204, here: 1204, undecided: 0 })).toEqual({
      text: 'Jira counts 1,204 · here 1,204.',
      same: true,
    });
    expect(opinionWords({ count: 9, approximate: true, here: 7, undecided: 2 })).toEqual({
      text: 'Jira counts about 9 · here 7, 2 undecided. Issues of projects that are not followed count in Jira only.',
      same: false,
    });
  });

  it('or its refusal, in its own words and with its place', () => {
    const problem = { message: "Field 'x' does not exist.", line: 1, column: 4 };
    expect(opinionWords({ count: null, here: 3, undecided: 0, problem }).text).toBe(
      "Jira refuses the query: Field 'x' does not exist. (line 1, column 4) · here 3.",
    );
    expect(opinionWords({ count: null, here: 3, undecided: 0 }).text).toMatch(/does not say/);
  });
});
