import { describe, expect, it } from 'vitest';
import type { Issue } from '../../api/client';
import { clusterTicks, workBars, workScale } from './clusters';
import { lanesOf, readLane, readTicks, readWorks, ticksOf, wholeDomain, worksOf } from './lanes';
import { layOut } from './layout';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 9, day, hour)).toISOString();
const ms = (day: number, hour = 0) => Date.UTC(2026, 9, day, hour);
const doing = { id: '3', name: 'Doing', category: 'indeterminate' };
const done = { id: '5', name: 'Done', category: 'done' };
const entry = (kind: string, day: number, items: object[] = []) => ({
  ...{ at: at(day), kind, id: `${kind} ${day}`, actor: null, items },
  ...{ seconds: null, started: null },
});
const change = (name: string, to: string | null) => ({ field: name, name, from: null, to });

function issue(lanes: object = {}, more: object = {}): Issue {
  return {
    row: { created: at(1) },
    cycle: { started: at(3), finished: null },
    lanes: {
      status: [{ from: at(3), to: null, status: doing, stage: 'active' }],
      blocked: [{ from: at(4), to: at(5), cause: 'flagged' }],
      assignee: [{ from: at(3), to: null, name: 'Bo' }],
      sprint: [
        { from: at(2), to: at(6), name: 'Sprint 1', id: '1' },
        { from: at(5), to: null, name: 'Sprint 2', id: '2' },
      ],
      worklogs: [
        { started: at(5), seconds: 3600, author: 'Bo' },
        { started: at(4), seconds: 7200, author: 'Cy' },
      ],
      ...lanes,
    },
    timeline: [
      entry('created', 1),
      entry('change', 3, [change('Status', 'Doing'), change('Assignee', 'Bo')]),
      entry('change', 4, [change('Link', 'blocks PAY-7')]),
      entry('comment', 5),
      { ...entry('worklog', 5), seconds: 3600, started: at(5) },
    ],
    ...more,
  } as unknown as Issue;
}

const read = (found: Issue, id: string, when: number) => {
  const lane = lanesOf(found, ms(10)).find((l) => l.id === id);
  return lane ? readLane(lane, when) : undefined;
};

describe('lanes', () => {
  it('reach to now while the issue is open', () => {
    const lanes = lanesOf(issue(), ms(10));
    expect(lanes.map((l) => l.id)).toEqual(['status', 'blocked', 'assignee', 'sprint']);
    expect(lanes[0]?.spans[0]).toMatchObject({ from: ms(3), to: ms(10), open: true });
  });
  it('can be read at an instant', () => {
    expect(read(issue(), 'status', ms(2))).toBe('No status known');
    expect(read(issue(), 'status', ms(9))).toBe('Doing');
    expect(read(issue(), 'blocked', ms(4, 12))).toBe('Flagged');
    expect(read(issue(), 'blocked', ms(5))).toBe('Not blocked');
    expect(read(issue(), 'assignee', ms(2))).toBe('Nobody');
    expect(read(issue(), 'sprint', ms(5, 12))).toBe('Sprint 1, Sprint 2');
  });
  it('of a finished issue end with a tail behind its last event', () => {
    const status = [{ from: at(3), to: null, status: done, stage: 'done' }];
    const found = issue({ status });
    const whole = wholeDomain(found, ms(30));
    expect(whole.to).toBeGreaterThan(ms(5));
    expect(whole.to).toBeLessThan(ms(8));
    expect(lanesOf(found, ms(30))[0]?.spans[0]?.to).toBe(whole.to);
  });
  it('survive an issue of which nothing is known', () => {
    const nothing = issue(
      { status: [], blocked: [], assignee: [], sprint: [], worklogs: [] },
      { timeline: [], row: { created: null } },
    );
    const { from, to } = wholeDomain(nothing, ms(10));
    expect(to).toBeGreaterThan(from);
  });
  it('are placed without gaps', () => {
    const { rows, height } = layOut([
      { id: 'status', title: 'Status' },
      { id: 'changes', title: 'Changes' },
    ]);
    expect(rows[1]?.y).toBe((rows[0]?.y ?? 0) + (rows[0]?.height ?? 0));
    expect(height).toBe((rows[1]?.y ?? 0) + (rows[1]?.height ?? 0));
  });
});

describe('events', () => {
  const { changes, links } = ticksOf(issue());
  it('are ticks; links and worklogs have lanes of their own', () => {
    expect(changes.map((t) => t.words)).toEqual(['Created', 'Status: Doing and 1 more', 'Comment']);
    expect(links).toEqual([{ at: ms(4), kind: 'link', words: 'blocks PAY-7' }]);
  });
  it('are read near the cursor, else counted', () => {
    expect(readTicks(changes, ms(3) + 500, 1000)).toBe('Status: Doing and 1 more');
    expect(readTicks(changes, ms(4), 1000)).toBe('2 of 3 so far');
  });
  it('are one where they would lie over each other', () => {
    const domain = { from: 0, to: 1000 };
    const ticks = [0, 1, 500, 600].map((when) => ({ at: when, kind: 'change', words: '' }));
    const wide = clusterTicks(ticks, domain, 1000);
    expect(wide.map((c) => c.ticks.length)).toEqual([2, 1, 1]);
    expect(clusterTicks(ticks, domain, 50).map((c) => c.ticks.length)).toEqual([2, 2]);
    expect(clusterTicks(ticks, { from: 400, to: 550 }, 1000)).toHaveLength(1);
  });
});

describe('worklogs', () => {
  const works = worksOf(issue());
  it('are ordered and add up to the cursor', () => {
    expect(works.map((w) => w.author)).toEqual(['Cy', 'Bo']);
    expect(readWorks(works, ms(3))).toBe('Nothing yet');
    expect(readWorks(works, ms(4, 1))).toBe('2 h so far');
    expect(readWorks(works, ms(9))).toBe('3 h so far');
  });
  it('are bars, added up where too narrow', () => {
    const month = { from: ms(1), to: ms(30) };
    expect(workBars(works, month, 1000).map((b) => b.seconds)).toEqual([7200, 3600]);
    const year = { from: ms(1), to: ms(365) };
    const [one, ...others] = workBars(works, year, 300);
    expect(one?.seconds).toBe(10_800);
    expect(others).toEqual([]);
  });
  it('stand on a scale of round hours', () => {
    const bar = (hours: number) => [{ x: 0, width: 5, seconds: hours * 3600, works: [] }];
    expect(workScale(bar(0.5))).toBe(3600);
    expect(workScale(bar(3))).toBe(4 * 3600);
    expect(workScale(bar(8))).toBe(8 * 3600);
    expect(workScale(bar(5000))).toBe(5000 * 3600);
  });
});
