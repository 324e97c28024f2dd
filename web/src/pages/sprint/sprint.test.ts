import { describe, expect, it } from 'vitest';
import type { SprintHistory, SprintItem, SprintReport, SprintRow } from '../../api/sprints';
import { burnModel, burnSentence, historyModel, historySentence } from './sprint_charts';
import {
  defaultSprint,
  estimateWords,
  groupItems,
  leftWords,
  neighbour,
  otherWords,
  scopeOf,
  sprintSentence,
} from './sprint_rules';
import { kSprintCodec } from './sprint_state';

const kNow = Date.parse('2026-11-20T12:00:00Z');

function sprint(id: string, part: Partial<SprintRow> = {}): SprintRow {
  return {
    connection: 'c',
    connection_name: 'acme',
    id,
    name: `Sprint ${id}`,
    state: 'closed',
    goal: '',
    start: '2026-11-02T09:00:00Z',
    end: '2026-11-13T17:00:00Z',
    complete: null,
    board: { id: '7', name: 'Pay' },
    issues: 3,
    ...part,
  };
}

describe('which sprint', () => {
  it('is the active one that ends first, else the newest closed one', () => {
    const late = sprint('1', { state: 'active', end: '2026-11-30T00:00:00Z' });
    const soon = sprint('2', { state: 'active', end: '2026-11-21T00:00:00Z' });
    const over = sprint('3', { state: 'active', end: '2026-11-18T00:00:00Z' });
    const future = sprint('9', { state: 'future' });
    expect(defaultSprint([future, late, soon, over], kNow)?.id).toBe('2');
    expect(defaultSprint([future, over], kNow)?.id).toBe('3');
    expect(defaultSprint([future, sprint('8'), sprint('7')], kNow)?.id).toBe('8');
    expect(defaultSprint([], kNow)).toBeUndefined();
  });
  it('has neighbours on its board only', () => {
    const oldest = sprint('1');
    const current = sprint('2');
    const other = sprint('x', { board: { id: '9', name: 'Web' } });
    const list = [sprint('3'), other, current, oldest];
    expect(neighbour(list, current, 1)?.id).toBe('3');
    expect(neighbour(list, current, -1)?.id).toBe('1');
    expect(neighbour(list, oldest, -1)).toBeUndefined();
    expect(neighbour(list, sprint('gone'), 1)).toBeUndefined();
  });
});

it('says how long it still runs', () => {
  const active = (end: string) => leftWords(sprint('1', { state: 'active', end }), kNow);
  expect(active('2026-11-23T12:00:00Z')).toBe('3 days left');
  expect(active('2026-11-20T18:00:00Z')).toBe('ends today');
  expect(active('2026-11-17T12:00:00Z')).toBe('3 days past its end');
  expect(leftWords(sprint('1'), kNow)).toBeNull();
});

const amount = (issues: number, points: number, unestimated = 0) => ({
  issues,
  points,
  unestimated,
});
const kAmounts = {
  committed: amount(16, 50, 2),
  added: amount(6, 11.5),
  removed: amount(2, 5),
  completed: amount(14, 40),
  not_completed: amount(5, 14.5),
  done_after: amount(1, 2),
  provisional: false,
};

describe('the headline', () => {
  it('counts what was to be done in the end', () => {
    expect(scopeOf(kAmounts, 'issues')).toBe(20);
    expect(scopeOf(kAmounts, 'points')).toBe(56.5);
    expect(sprintSentence(kAmounts, 'issues')).toBe('14 of 20 issues completed (70 %).');
    expect(sprintSentence({ ...kAmounts, provisional: true }, 'points')).toBe(
      '40 of 56.5 points completed so far (71 %).',
    );
  });
  it('does not divide by nothing', () => {
    const nothing = amount(0, 0);
    expect(
      sprintSentence(
        { completed: nothing, not_completed: nothing, done_after: nothing, provisional: false },
        'issues',
      ),
    ).toBe('Nothing was left in it.');
  });
  it('keeps what has no estimate apart', () => {
    expect(otherWords(kAmounts.committed, 'issues')).toBe('50 points · 2 unestimated');
    expect(otherWords(kAmounts.added, 'points')).toBe('6 issues');
  });
});

const item = (outcome: SprintItem['outcome'], before: number | null, after: number | null) =>
  ({ outcome, points_at_commitment: before, points_at_close: after }) as SprintItem;

it('groups items in a fixed order and says when an estimate changed', () => {
  const items = [item('removed', 1, 1), item('completed', 3, 5), item('completed', null, null)];
  expect(groupItems(items).map((group) => [group.outcome, group.items.length])).toEqual([
    ['completed', 2],
    ['removed', 1],
  ]);
  expect(items.map(estimateWords)).toEqual(['1', '3 → 5', 'no estimate']);
  expect(estimateWords(item('completed', null, 2))).toBe('2');
  expect(estimateWords(item('completed', 2, null))).toBe('2');
});

const day = (date: string, left: number, done: number) => ({
  date,
  remaining_issues: left,
  remaining_points: left * 3,
  completed_issues: done,
  completed_points: done * 3,
  scope_issues: left + done,
  scope_points: (left + done) * 3,
});

describe('the burn chart', () => {
  const report = {
    sprint: sprint('1', {
      state: 'active',
      start: '2026-11-16T09:00:00Z',
      end: '2026-11-27T17:00:00Z',
    }),
    days: [day('2026-11-16', 10, 0), day('2026-11-17', 7, 3), day('2026-11-18', 9, 3)],
    provisional: true,
  } as SprintReport;
  it('reaches to the planned end and to the scope that grew', () => {
    const model = burnModel(report, 'issues', 'burndown');
    expect(model?.x.max).toBe(Date.parse('2026-11-28T00:00:00Z'));
    expect(model?.y.max).toBeGreaterThanOrEqual(12);
    expect(model?.marks).toHaveLength(3);
    expect(model?.labels?.[0]?.text).toBe('9 left');
  });
  it('starts with everything left and nothing done', () => {
    const lines = burnModel(report, 'points', 'burnup')?.layers.filter((l) => l.kind === 'line');
    expect(lines?.map((l) => l.points[0]?.y)).toEqual([30, 0]);
    expect(burnSentence(report, 'points')).toBe('27 of 36 points left now, 9 completed.');
  });
  it('is no picture before the first day', () => {
    expect(burnModel({ ...report, days: [] }, 'issues', 'burndown')).toBeNull();
  });
});

describe('the history', () => {
  const entry = (id: string, committed: number, completed: number) => ({
    sprint: sprint(id),
    committed: amount(committed, committed),
    completed: amount(completed, completed),
    added: amount(0, 0),
    removed: amount(0, 0),
  });
  const data = {
    sprints: [entry('1', 10, 8), entry('2', 10, 10), entry('3', 12, 6)],
  } as SprintHistory;
  it('has two bars a sprint and leads to each', () => {
    const model = historyModel(data, 'issues', 'c:2');
    const rects = model.layers.flatMap((l) => (l.kind === 'rects' ? l.items : []));
    expect(rects).toHaveLength(6);
    expect(model.marks[1]?.target).toMatchObject({ mark: { sprint: 'c:2' } });
  });
  it('states the median and how often the commitment was met', () => {
    expect(historySentence(data, 'issues')).toBe(
      'Median 8 issues completed; 1 of 3 sprints completed at least what was committed.',
    );
    expect(historySentence({ sprints: [] } as unknown as SprintHistory, 'issues')).toMatch(
      /No sprint/,
    );
  });
});

it('the page state survives the address', () => {
  const state = {
    measure: 'points',
    shape: 'burnup',
    tables: ['history'],
    mark: { metric: 'sprint', sprint: 'c:1', sprint_group: 'added' },
    how: true,
  } as const;
  const ignored: string[] = [];
  expect(
    kSprintCodec.parse(kSprintCodec.format({ ...state, tables: [...state.tables] }), ignored),
  ).toEqual(state);
  expect(ignored).toEqual([]);
  kSprintCodec.parse({ measure: 'hats', mark: 'wip', what: '1' }, ignored);
  expect(ignored).toHaveLength(3);
});
