import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../api/mapping';
import {
  bodyOf,
  changesOf,
  differences,
  dropValue,
  inverseOf,
  kNoEdits,
  laneInput,
  rebase,
  setLane,
  setValue,
} from './edits';
import { step } from './use_editor';
import { needsLook, statusOrigin, typeOrigin } from './words';

function mapping(change: Partial<Mapping> = {}): Mapping {
  return {
    version: 4,
    saved_at: '2026-11-12T09:00:00Z',
    saved_by: 'Ilse Okafor',
    start_line: null,
    finish_line: null,
    type_queries: [
      { query: 'labels = defect', category: 'bug', issues: 4, undecided: 0, problem: '' },
    ],
    types: [
      {
        id: 't1',
        name: 'Bug',
        project: null,
        category: 'bug',
        origin: 'exact',
        rule: 'Bug',
        issues: 9,
        examples: ['PAY-1'],
      },
      {
        id: 't2',
        name: 'Gizmo',
        project: null,
        category: 'other',
        origin: 'none',
        rule: '',
        issues: 3,
        examples: [],
      },
      {
        id: 't3',
        name: 'Sub-task',
        project: null,
        category: 'chore',
        origin: 'person',
        rule: '',
        issues: 1,
        examples: [],
      },
    ],
    statuses: [
      status('s1', 'Open', 'queue'),
      status('s2', 'Doing', 'active'),
      { ...status('s3', 'Parked', 'queue'), category: 'undefined', flagged: true },
      status('s4', 'Done', 'done'),
    ],
    resolutions: [{ id: 'r1', name: 'Duplicate', cancels: true, origin: 'name' }],
    ...change,
  };
}

function status(id: string, name: string, stage: 'queue' | 'active' | 'done') {
  return {
    id,
    name,
    project: null,
    category: 'new' as const,
    state: 'open' as const,
    flagged: false,
    stage,
    origin: 'category' as const,
    issues_now: 2,
    median_seconds: null,
  };
}

const from = mapping();

describe('edits', () => {
  it('keep only what differs from what is saved', () => {
    const changed = setValue(kNoEdits, from, 'types', 't1', 'incident');
    expect(changesOf(from, changed)).toEqual([{ what: 'Bug', from: 'Bug', to: 'Incident' }]);
    expect(setValue(changed, from, 'types', 't1', 'bug')).toEqual(kNoEdits);
    expect(dropValue(changed, 'types', 't1')).toEqual(kNoEdits);
  });
  it('count a confirmed guess, because it is the word of a person from then on', () => {
    const type = setValue(kNoEdits, from, 'types', 't2', 'other');
    const both = setValue(type, from, 'statuses', 's3', 'queue');
    expect(changesOf(from, both).map((c) => c.what)).toEqual(['Gizmo', 'Parked']);
    expect(bodyOf(both)).toEqual({
      types: { t2: 'other' },
      statuses: { s3: 'queue' },
      resolutions: {},
    });
  });
  it('guess again only where a person had chosen', () => {
    expect(setValue(kNoEdits, from, 'types', 't1', null)).toEqual(kNoEdits);
    const again = setValue(kNoEdits, from, 'types', 't3', null);
    expect(bodyOf(again).types).toEqual({ t3: null });
    expect(changesOf(from, again)[0]?.to).toBe('guess again');
  });
  it('send order and lines only when they changed', () => {
    expect(bodyOf(kNoEdits)).toEqual({ types: {}, statuses: {}, resolutions: {} });
    const moved = setLane(kNoEdits, from, {
      order: ['s2', 's1', 's3', 's4'],
      start: 's1',
      finish: null,
    });
    expect(bodyOf(moved)).toMatchObject({ order: ['s2', 's1', 's3', 's4'], start_line: 's1' });
    expect(bodyOf(moved)).not.toHaveProperty('finish_line');
    expect(changesOf(from, moved)).toContainEqual({
      what: 'Start line',
      from: 'where the stages put it',
      to: 'before Open',
    });
    const back = { order: ['s1', 's2', 's3', 's4'], start: null, finish: null };
    expect(setLane(moved, from, back)).toEqual(kNoEdits);
  });
  it('draw the lane with unsaved stages', () => {
    const done = setValue(kNoEdits, from, 'statuses', 's2', 'done');
    const input = laneInput(from, done);
    expect(input.stages.get('s2')).toBe('done');
    expect([...input.hidden]).toEqual(['s3']);
  });
});

describe('going back', () => {
  it('brings back values of a person and guesses', () => {
    let edits = setValue(kNoEdits, from, 'types', 't1', 'chore');
    edits = setValue(edits, from, 'types', 't3', 'bug');
    edits = setValue(edits, from, 'resolutions', 'r1', false);
    edits = setLane(edits, from, { order: ['s1', 's2', 's3', 's4'], start: 's2', finish: null });
    expect(inverseOf(from, edits)).toEqual({
      types: { t1: null, t3: 'chore' },
      statuses: {},
      resolutions: { r1: null },
      start_line: null,
    });
  });
  it('undoes step by step, a drag being one step', () => {
    const one = setValue(kNoEdits, from, 'types', 't1', 'chore');
    const two = setValue(one, from, 'types', 't1', 'other');
    const three = setValue(one, from, 'types', 't1', 'incident');
    let state = step({ now: kNoEdits, past: [] }, { kind: 'edit', edits: one });
    state = step(state, { kind: 'edit', edits: two });
    state = step(state, { kind: 'nudge', edits: three });
    expect(state.now).toBe(three);
    state = step(state, { kind: 'undo' });
    expect(state.now).toBe(one);
    state = step(state, { kind: 'undo' });
    expect(state.now).toBe(kNoEdits);
    expect(step(state, { kind: 'undo' })).toBe(state);
  });
});

describe('somebody else saved meanwhile', () => {
  const theirs = mapping({
    version: 5,
    finish_line: 's4',
    types: from.types.map((t) =>
      t.id === 't1' ? { ...t, category: 'incident' as const, origin: 'person' as const } : t,
    ),
  });
  it('says what they changed', () => {
    expect(differences(from, theirs)).toEqual([
      { what: 'Bug', from: 'Bug', to: 'Incident' },
      { what: 'Finish line', from: 'where the stages put it', to: 'before Done' },
    ]);
    expect(differences(from, from)).toEqual([]);
  });
  it('puts ours on top: equal ones and unknown ones fall away', () => {
    let mine = setValue(kNoEdits, from, 'types', 't1', 'incident');
    mine = setValue(mine, from, 'statuses', 's1', 'active');
    const gone = mapping({ ...theirs, statuses: theirs.statuses.filter((s) => s.id !== 's1') });
    expect(rebase(mine, theirs)).toEqual({
      types: {},
      statuses: { s1: 'active' },
      resolutions: {},
    });
    expect(rebase(mine, gone)).toEqual(kNoEdits);
  });
  it('keeps our order with their new statuses at its end', () => {
    const added = mapping({ statuses: [...from.statuses, status('s9', 'Shipped', 'done')] });
    const mine = setLane(kNoEdits, from, {
      order: ['s2', 's1', 's3', 's4'],
      start: null,
      finish: null,
    });
    expect(rebase(mine, added).order).toEqual(['s2', 's1', 's3', 's4', 's9']);
  });
});

describe('words', () => {
  it('tell where a choice comes from', () => {
    expect(typeOrigin({ origin: 'part', rule: 'defect' })).toBe('Guessed from “defect”');
    expect(typeOrigin({ origin: 'person', rule: '' })).toBe('Set by hand');
    expect(statusOrigin({ origin: 'category', flagged: true })).toBe('No category in Jira');
    expect(statusOrigin({ origin: 'name', flagged: false })).toBe('By its name');
  });
  it('ask for a look only where it matters', () => {
    expect(from.types.filter(needsLook).map((t) => t.id)).toEqual(['t2']);
    expect(from.types.map((t) => needsLook({ ...t, issues: 0 }))).not.toContain(true);
    expect(from.statuses.filter(needsLook).map((s) => s.id)).toEqual(['s3']);
  });
});

describe('rules by query', () => {
  const rules = [{ id: 5, query: ' labels = spike ', category: 'discovery' as const }];

  it('are one change, sent as a whole and taken back as a whole', () => {
    const edits = { ...kNoEdits, queries: rules };
    expect(changesOf(mapping(), edits)).toEqual([
      {
        what: 'Rules by query',
        from: 'labels = defect → Bug',
        to: 'labels = spike → Discovery',
      },
    ]);
    expect(bodyOf(edits).type_queries).toEqual([
      { query: 'labels = spike', category: 'discovery' },
    ]);
    expect(inverseOf(mapping(), edits).type_queries).toEqual([
      { query: 'labels = defect', category: 'bug' },
    ]);
    expect(bodyOf(kNoEdits)).not.toHaveProperty('type_queries');
  });

  it('stay beside other edits, and fall away when somebody saved the same', () => {
    const edits = { ...kNoEdits, queries: rules };
    const lane = { order: ['s2', 's1'], start: null, finish: null };
    expect(setLane(edits, mapping(), lane).queries).toEqual(rules);
    expect(rebase(edits, mapping()).queries).toEqual(rules);
    const same = mapping({
      type_queries: [
        { query: 'labels = spike', category: 'discovery', issues: 0, undecided: 0, problem: '' },
      ],
    });
    expect(rebase(edits, same).queries).toBeUndefined();
    expect(differences(mapping(), same).map((each) => each.what)).toContain('Rules by query');
  });
});
