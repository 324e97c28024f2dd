import { useReducer } from 'react';
import type { Mapping } from '../../api/mapping';
import { changesOf, kNoEdits, type Edits } from './edits';

/** Steps of the editor, so that each can be taken back. */
interface State {
  now: Edits;
  past: Edits[];
}

type Action =
  | { kind: 'edit'; edits: Edits }
  | { kind: 'nudge'; edits: Edits }
  | { kind: 'undo' }
  | { kind: 'reset'; edits: Edits };

const kSteps = 100;

export function step(state: State, action: Action): State {
  switch (action.kind) {
    case 'edit':
      return { now: action.edits, past: [...state.past, state.now].slice(-kSteps) };
    // Goes on with the last step: a drag is one step however far it went.
    case 'nudge':
      return { ...state, now: action.edits };
    case 'undo': {
      const now = state.past.at(-1);
      return now ? { now, past: state.past.slice(0, -1) } : state;
    }
    case 'reset':
      return { now: action.edits, past: [] };
  }
}

/** The unsaved edits of one mapping. */
export function useEditor(mapping: Mapping) {
  const [state, dispatch] = useReducer(step, { now: kNoEdits, past: [] });
  const changes = changesOf(mapping, state.now);
  return {
    edits: state.now,
    changes,
    canUndo: state.past.length > 0,
    edit: (edits: Edits) => dispatch({ kind: 'edit', edits }),
    nudge: (edits: Edits) => dispatch({ kind: 'nudge', edits }),
    undo: () => dispatch({ kind: 'undo' }),
    reset: (edits: Edits = kNoEdits) => dispatch({ kind: 'reset', edits }),
  };
}

export type Editor = ReturnType<typeof useEditor>;
