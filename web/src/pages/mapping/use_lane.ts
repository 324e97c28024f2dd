import { useState } from 'react';
import type { Mapping } from '../../api/mapping';
import { laneInput, setLane, type Edits } from './edits';
import { entryKey, laneOf, moveEntry, placeWords, readLane, type Entry } from './lane';
import type { Editor } from './use_editor';
import { useDrag } from './use_drag';

/** How one row of the workflow is moved: by buttons, keys on the handle, or dragging it. */
export interface Mover {
  name: string;
  entry: string;
  dragged: boolean;
  canUp: boolean;
  canDown: boolean;
  up: () => void;
  down: () => void;
  grab: () => void;
}

function entryName(entry: Entry, mapping: Mapping): string {
  if (entry.kind === 'line') return entry.line === 'start' ? 'Start line' : 'Finish line';
  return mapping.statuses.find((s) => s.id === entry.id)?.name ?? entry.id;
}

/** The workflow as rows that can be moved. */
export function useLane(mapping: Mapping, editor: Editor) {
  const [said, setSaid] = useState('');
  const [before, setBefore] = useState<Edits>(editor.edits);
  const input = laneInput(mapping, editor.edits);
  const entries = laneOf(input);
  const nameOf = (id: string) => mapping.statuses.find((s) => s.id === id)?.name ?? id;

  const moved = (key: string, to: number) => {
    const next = moveEntry(entries, key, to);
    return next && { next, edits: setLane(editor.edits, mapping, readLane(next, input)) };
  };
  const say = (list: readonly Entry[], key: string) => {
    const entry = list.find((e) => entryKey(e) === key);
    if (entry) setSaid(`${entryName(entry, mapping)} is now ${placeWords(list, key, nameOf)}`);
  };
  const drag = useDrag({
    onStart: () => {
      setBefore(editor.edits);
      editor.edit(editor.edits);
    },
    onOver: (key, to) => {
      const found = moved(key, to);
      if (found) editor.nudge(found.edits);
    },
    onCancel: () => {
      editor.nudge(before);
      setSaid('Put back');
    },
    onEnd: (key) => say(entries, key),
  });
  const moverOf = (entry: Entry, at: number): Mover => {
    const key = entryKey(entry);
    const step = (delta: number) => {
      const found = moved(key, at + delta);
      if (!found) return setSaid(`${entryName(entry, mapping)} cannot go further`);
      editor.edit(found.edits);
      say(found.next, key);
    };
    return {
      name: entryName(entry, mapping),
      entry: key,
      dragged: drag.dragged === key,
      canUp: moveEntry(entries, key, at - 1) !== null,
      canDown: moveEntry(entries, key, at + 1) !== null,
      up: () => step(-1),
      down: () => step(1),
      grab: () => drag.begin(key),
    };
  };
  return { entries, drag, moverOf, said };
}
