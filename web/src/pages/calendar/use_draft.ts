import { useReducer, useState } from 'react';
import { fetchCalendar, useSaveCalendar, type WorkCalendar } from '../../api/calendar';
import { ApiProblem } from '../../api/problem';
import { differences, draftOf, type Draft } from './draft';

interface State {
  now: Draft;
  past: Draft[];
}

type Action =
  { kind: 'edit' | 'type'; draft: Draft } | { kind: 'undo' } | { kind: 'reset'; draft: Draft };

const kSteps = 100;

/** `type` goes on with the last step, so that a typed time is one step and not five. */
export function step(state: State, action: Action): State {
  switch (action.kind) {
    case 'edit':
      return { now: action.draft, past: [...state.past, state.now].slice(-kSteps) };
    case 'type':
      return {
        now: action.draft,
        past: state.past.length === 0 ? [state.now] : state.past,
      };
    case 'undo': {
      const now = state.past.at(-1);
      return now ? { now, past: state.past.slice(0, -1) } : state;
    }
    case 'reset':
      return { now: action.draft, past: [] };
  }
}

interface Saved {
  version: number;
  before: Draft;
}

/** The calendar being edited: steps that can be taken back, saving, and what came of it. */
export function useDraft(calendar: WorkCalendar) {
  const [base, setBase] = useState(calendar);
  const [state, dispatch] = useReducer(step, { now: draftOf(calendar), past: [] });
  const [saved, setSaved] = useState<Saved | null>(null);
  const [theirs, setTheirs] = useState<WorkCalendar | null>(null);
  const save = useSaveCalendar();
  const begin = (from: WorkCalendar) => {
    setBase(from);
    setTheirs(null);
    dispatch({ kind: 'reset', draft: draftOf(from) });
  };
  const send = (version: number, body: Draft, undoable: boolean) =>
    save.mutate(
      { version, body },
      {
        onSuccess: (now) => {
          setSaved(undoable ? { version: now.version, before: draftOf(base) } : null);
          begin(now);
        },
        onError: (error) => {
          if (!(error instanceof ApiProblem) || error.status !== 412) return;
          // Only a conflict that can be shown is offered to be overwritten.
          fetchCalendar().then(setTheirs, () => setTheirs(null));
        },
      },
    );
  const changes = differences(draftOf(base), state.now);
  return {
    base,
    draft: state.now,
    changes,
    canUndo: state.past.length > 0,
    save,
    saved,
    theirs,
    conflict: save.error instanceof ApiProblem && save.error.status === 412,
    edit: (draft: Draft) => dispatch({ kind: 'edit', draft }),
    type: (draft: Draft) => dispatch({ kind: 'type', draft }),
    undo: () => dispatch({ kind: 'undo' }),
    discard: () => {
      save.reset();
      begin(theirs ?? base);
    },
    send: () => send(base.version, state.now, true),
    overwrite: () => theirs && send(theirs.version, state.now, true),
    takeBack: () => saved && send(saved.version, saved.before, false),
  };
}

export type Editor = ReturnType<typeof useDraft>;
