import { describe, expect, it } from 'vitest';
import type { JqlColumn } from '../../api/jql';
import { binClause, durationLiteral, groupClause, instantLiteral } from './clauses';

const column = (name: string, kind: JqlColumn['kind']): JqlColumn => ({ name, kind, title: name });
const kZone = 'Europe/Berlin';

describe('a group as a condition', () => {
  it.each([
    [column('status', 'name'), { id: '3', name: 'In Review' }, 'status = "In Review"'],
    [column('assignee', 'name'), null, 'assignee IS EMPTY'],
    [column('Story Points', 'number'), 5, '"Story Points" = 5'],
    [column('labels', 'name'), 'q4', 'labels = q4'],
    [column('due', 'day'), '2026-11-20', 'due = "2026-11-20"'],
    [column('timeInStatus[In Review]', 'duration'), 7200, 'timeInStatus["In Review"] = 2h'],
  ])('%#', (of, cell, clause) => {
    expect(groupClause(of, cell, kZone)).toBe(clause);
  });

  it('several values at once are none', () => {
    expect(groupClause(column('labels', 'name'), ['a', 'b'], kZone)).toBeNull();
  });

  it('a reserved word is quoted', () => {
    expect(groupClause(column('labels', 'name'), 'next', kZone, ['next'])).toBe('labels = "next"');
  });
});

describe('a bar as a condition', () => {
  it('excludes its end, the last one includes it', () => {
    const cycle = column('cycleTime', 'duration');
    expect(binClause(cycle, { from: 0, to: 86_400, issues: 1 }, false, kZone)).toBe(
      'cycleTime >= 0m AND cycleTime < 24h',
    );
    expect(binClause(cycle, { from: 86_400, to: 90_060, issues: 1 }, true, kZone)).toBe(
      'cycleTime >= 24h AND cycleTime <= 1501m',
    );
  });

  it('writes instants in the zone that the query is read in', () => {
    expect(instantLiteral('2026-06-30T22:05:00Z', kZone)).toBe('2026-07-01 00:05');
    expect(
      binClause(
        column('created', 'instant'),
        { from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', issues: 2 },
        false,
        'UTC',
      ),
    ).toBe('created >= "2026-11-01 00:00" AND created < "2026-11-08 00:00"');
  });

  it('durations are hours or minutes', () => {
    expect([0, 60, 3600, 5400].map(durationLiteral)).toEqual(['0m', '1m', '1h', '90m']);
  });
});
