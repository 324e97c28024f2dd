import { describe, expect, it } from 'vitest';
import type { Issue } from '../../api/client';
import { lanesOf, quietGaps, readLane, spansOfField, wholeDomain } from './lanes';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 9, day, hour)).toISOString();
const ms = (day: number, hour = 0) => Date.UTC(2026, 9, day, hour);
const status = (name: string, category: string) => ({ id: name, name, category });

function issue(change: object = {}): Issue {
  return {
    row: { created: at(1), assignee: { id: 'b', name: 'Bo' } },
    sprints: [],
    stays: [
      { status: status('To Do', 'new'), stage: 'queue', from: at(1), to: at(3), seconds: 1 },
      {
        status: status('Doing', 'indeterminate'),
        stage: 'active',
        from: at(3),
        to: null,
        seconds: 1,
      },
    ],
    timeline: [
      { at: at(1), kind: 'created', id: '1', actor: null, items: [], seconds: null, started: null },
      {
        at: at(3),
        kind: 'change',
        id: '2',
        actor: null,
        items: [{ field: 'assignee', name: 'Assignee', from: null, to: 'Bo' }],
        seconds: null,
        started: null,
      },
      {
        at: at(4, 2),
        kind: 'worklog',
        id: '3',
        actor: { id: 'b', name: 'Bo' },
        items: [],
        seconds: 7200,
        started: at(4),
      },
    ],
    ...change,
  } as unknown as Issue;
}

describe('lanes', () => {
  it('reach to now while the issue is open, and every lane can be read at an instant', () => {
    const now = ms(10);
    const lanes = lanesOf(issue(), now);
    const read = (t: number) => lanes.map((lane) => readLane(lane, t));
    expect(read(ms(2))).toEqual(['To Do', 'Nobody', 'No sprint', 'Nothing logged']);
    expect(read(ms(4, 1))).toEqual(['Doing', 'Bo', 'No sprint', 'Bo']);
    expect(read(ms(9))).toEqual(['Doing', 'Bo', 'No sprint', 'Nothing logged']);
    expect(lanes[0]?.spans[1]?.open).toBe(true);
  });
  it('end with the issue when it is done', () => {
    const done = issue({
      stays: [{ status: status('Done', 'done'), stage: 'done', from: at(5), to: null, seconds: 0 }],
    });
    expect(wholeDomain(done, ms(30)).to).toBeLessThan(ms(6));
  });
  it('survive an issue without anything', () => {
    const bare = issue({ stays: [], timeline: [], row: { created: null, assignee: null } });
    const domain = wholeDomain(bare, ms(9));
    expect(domain.to).toBeGreaterThan(domain.from);
    expect(lanesOf(bare, ms(9)).every((lane) => lane.spans.length === 0)).toBe(true);
  });
});

it('shows an assignee who came with the last event of a finished issue', () => {
  const done = issue({
    stays: [{ status: status('Done', 'done'), stage: 'done', from: at(2), to: null, seconds: 0 }],
    timeline: issue().timeline.slice(0, 2),
  });
  expect(readLane(lanesOf(done, ms(30))[1] ?? expect.fail(), ms(3))).toBe('Bo');
});

it('takes the value before the first change from that change', () => {
  const life = { from: 0, to: 100 };
  const steps = [
    { at: 10, from: 'A', to: null },
    { at: 30, from: null, to: 'B' },
  ];
  expect(spansOfField(steps, 'B', life).map((s) => [s.label, s.from, s.to, s.open])).toEqual([
    ['A', 0, 10, false],
    ['B', 30, 100, true],
  ]);
  expect(spansOfField([], 'C', life)).toHaveLength(1);
  expect(spansOfField([], null, life)).toHaveLength(0);
});

it('names gaps of more than two days', () => {
  const gaps = quietGaps(issue(), ms(10), (s) => `${s / 86_400} d`);
  expect(gaps.map((g) => g.text)).toEqual(['waiting 5.916666666666667 d in Doing']);
});
