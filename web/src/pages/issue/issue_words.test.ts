import { describe, expect, it } from 'vitest';
import type { Issue, TimelineEntry } from '../../api/client';
import { eventsCsv, findEvents, whatWords } from './events';
import { headlineOf, rankWords, similarScale } from './headline_words';
import { rollUp } from './roll_up';
import { moveEdge } from './use_axis';

const day = 86_400;
const cycle = (change: Partial<Issue['cycle']>): Issue['cycle'] => ({
  started: null,
  finished: null,
  seconds: null,
  age_seconds: null,
  rank_percent: null,
  exclusion: null,
  exclusion_text: null,
  ...change,
});
const similar = (change: Partial<Issue['similar']> = {}): Issue['similar'] => ({
  basis: 'finished bugs of Payments',
  n: 49,
  rank_percent: 90.6,
  p50_seconds: 2 * day,
  p85_seconds: 6 * day,
  ...change,
});

describe('the headline', () => {
  it('is the cycle time, else the age, else why neither', () => {
    expect(headlineOf(cycle({ seconds: day, age_seconds: 1 }))).toMatchObject({
      name: 'Cycle time',
      seconds: day,
    });
    expect(headlineOf(cycle({ age_seconds: day })).name).toBe('Age');
    expect(headlineOf(cycle({})).none).toBe('Not started');
    expect(headlineOf(cycle({ exclusion: 'cancelled' })).none).toBe('Not counted');
  });
  it('ranks among similar ones', () => {
    expect(rankWords(cycle({}), similar())).toBe('Older than 91 % of similar (n 49)');
    expect(rankWords(cycle({ finished: 'x' }), similar())).toMatch(/^Longer than/);
    expect(rankWords(cycle({}), similar({ rank_percent: null, n: 3 }))).toMatch(/Too few.*n 3/);
    expect(rankWords(cycle({}), similar({ rank_percent: null, n: 0 }))).toBe('');
  });
  it('places itself on a track', () => {
    const scale = similarScale(similar(), 6 * day);
    expect(scale?.at).toBe(scale?.p85);
    expect(scale?.p85).toBeCloseTo(74.1, 1);
    expect(similarScale(similar(), 60 * day)?.at).toBeCloseTo(98, 0);
    expect(similarScale(similar({ p85_seconds: null }), day)).toBeNull();
  });
});

const entries = [
  {
    at: '2026-10-01T08:00:00Z',
    kind: 'change',
    id: '1',
    actor: { id: 'b', name: 'Bo' },
    items: [
      { field: 'status', name: 'status', from: 'To Do', to: 'Doing' },
      { field: 'assignee', name: 'Assignee', from: null, to: 'Bo' },
    ],
    seconds: null,
    started: null,
  },
  {
    at: '2026-10-02T08:00:00Z',
    kind: 'worklog',
    id: '2',
    actor: null,
    items: [],
    seconds: 5400,
    started: '2026-10-02T06:30:00Z',
  },
] as TimelineEntry[];

describe('the table of events', () => {
  it('says what happened', () => {
    expect(entries.flatMap(whatWords)).toEqual([
      'Status: To Do → Doing',
      'Assignee: none → Bo',
      '1 h 30 min',
    ]);
  });
  it('finds by kind, person and value', () => {
    expect(findEvents(entries, [], 'DOING')).toHaveLength(1);
    expect(findEvents(entries, [], 'bo')).toHaveLength(1);
    expect(findEvents(entries, ['change'], '')).toEqual([entries[1]]);
    expect(findEvents(entries, [], 'nothing of it')).toEqual([]);
  });
  it('becomes a file with a line for each change', () => {
    expect(eventsCsv(entries).trim().split('\r\n')).toEqual([
      'at,kind,who,field,from,to,started,seconds',
      '2026-10-01T08:00:00Z,change,Bo,status,To Do,Doing,,',
      '2026-10-01T08:00:00Z,change,Bo,Assignee,,Bo,,',
      '2026-10-02T08:00:00Z,worklog,,,,,2026-10-02T06:30:00Z,5400',
    ]);
  });
});

it('rolls up what is below', () => {
  expect(rollUp([{ stage: 'done' }, { stage: 'done' }, { stage: 'queue' }])).toMatchObject({
    done: 2,
    queue: 1,
    cancelled: 0,
  });
});

it('moves one edge of the view and keeps the other', () => {
  const whole = { from: 0, to: 1_000_000 };
  const part = { from: 400_000, to: 600_000 };
  expect(moveEdge(part, whole, 'from', 500_000)).toEqual({ from: 500_000, to: 600_000 });
  expect(moveEdge(part, whole, 'from', 900_000).from).toBe(540_000);
  expect(moveEdge(part, whole, 'to', 2_000_000).to).toBe(1_000_000);
  expect(moveEdge(part, whole, 'to', 0).to).toBe(460_000);
});
