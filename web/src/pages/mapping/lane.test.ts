import { describe, expect, it } from 'vitest';
import {
  entryKey,
  guessLine,
  laneOf,
  moveEntry,
  placeWords,
  readLane,
  type Entry,
  type LaneInput,
} from './lane';
import type { Stage } from './words';

const stages: [string, Stage][] = [
  ['open', 'queue'],
  ['doing', 'active'],
  ['odd', 'queue'],
  ['review', 'review'],
  ['done', 'done'],
  ['wont', 'cancelled'],
];

function input(change: Partial<LaneInput> = {}): LaneInput {
  return {
    order: stages.map(([id]) => id),
    hidden: new Set<string>(),
    stages: new Map(stages),
    start: null,
    finish: null,
    ...change,
  };
}

const keys = (entries: readonly Entry[] | null) => (entries ?? []).map(entryKey).join(' ');

describe('the lane', () => {
  it('puts the lines where the stages put them', () => {
    expect(keys(laneOf(input()))).toBe(
      's:open l:start s:doing s:odd s:review l:finish s:done s:wont',
    );
  });
  it('follows a line that a person set', () => {
    expect(keys(laneOf(input({ start: 'review', finish: 'wont' })))).toBe(
      's:open s:doing s:odd l:start s:review s:done l:finish s:wont',
    );
  });
  it('hides what is listed elsewhere, also when a line stands at it', () => {
    const hidden = new Set(['odd']);
    expect(keys(laneOf(input({ hidden, start: 'odd' })))).toBe(
      's:open s:doing l:start s:review l:finish s:done s:wont',
    );
  });
  it('shows a line without a status below it at the end', () => {
    const none = new Map<string, Stage>([
      ['a', 'queue'],
      ['b', 'queue'],
    ]);
    const lane = laneOf(input({ order: ['a', 'b'], stages: none }));
    expect(keys(lane)).toBe('s:a s:b l:start l:finish');
  });
  it('never puts the finish above the start', () => {
    expect(keys(laneOf(input({ start: 'done', finish: 'doing' })))).toBe(
      's:open l:start l:finish s:doing s:odd s:review s:done s:wont',
    );
  });
});

describe('moving', () => {
  const lane = laneOf(input());
  it('moves a line past a status', () => {
    expect(keys(moveEntry(lane, 'l:start', 2))).toBe(
      's:open s:doing l:start s:odd s:review l:finish s:done s:wont',
    );
  });
  it('moves a status past a line, which changes what the line stands before', () => {
    const moved = moveEntry(lane, 's:doing', 1);
    expect(moved && readLane(moved, input())).toEqual({
      order: ['open', 'doing', 'odd', 'review', 'done', 'wont'],
      start: 'odd',
      finish: null,
    });
  });
  it('refuses what makes no sense', () => {
    expect(moveEntry(lane, 'l:start', 5)).toBeNull();
    expect(moveEntry(lane, 'l:finish', 0)).toBeNull();
    expect(moveEntry(lane, 's:open', -1)).toBeNull();
    expect(moveEntry(lane, 's:wont', 8)).toBeNull();
    expect(moveEntry(lane, 's:open', 0)).toBeNull();
    expect(moveEntry(lane, 's:nobody', 1)).toBeNull();
  });
  it('keeps a line a guess while it stands where the stages put it', () => {
    const there = moveEntry(lane, 'l:start', 2);
    const back = there && moveEntry(there, 'l:start', 1);
    expect(back && readLane(back, input())).toMatchObject({ start: null, finish: null });
    const moved = moveEntry(lane, 's:wont', 6);
    expect(moved && readLane(moved, input())).toEqual({
      order: ['open', 'doing', 'odd', 'review', 'wont', 'done'],
      start: null,
      finish: null,
    });
  });
  it('keeps hidden ones behind the one they followed', () => {
    const from = input({ hidden: new Set(['odd']) });
    const moved = moveEntry(laneOf(from), 's:doing', 3);
    expect(moved && readLane(moved, from).order).toEqual([
      'open',
      'review',
      'doing',
      'odd',
      'done',
      'wont',
    ]);
    const first = input({ hidden: new Set(['open']) });
    const swapped = moveEntry(laneOf(first), 's:odd', 1);
    expect(swapped && readLane(swapped, first).order[0]).toBe('open');
  });
  it('says where something stands', () => {
    expect(placeWords(lane, 'l:start', (id) => id.toUpperCase())).toBe('before DOING');
    expect(placeWords(lane, 's:wont', (id) => id)).toBe('at the end');
  });
  it('guesses by stages only', () => {
    expect(guessLine('finish', input({ hidden: new Set(['done']) }))).toBe('wont');
    expect(guessLine('start', input({ stages: new Map() }))).toBeNull();
  });
});
