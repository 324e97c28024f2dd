import { useMemo, useState } from 'react';
import type { Asked } from '../../api/jql';
import type { Span } from '../../jql/editor';
import { useGoSearch, useRawSearch } from '../../scope/use_question';
import { formatState, parseState, type JqlState } from './jql_state';
import { loadRecent, saveRecent, withRecent, type Recent } from './recent';

/** Asked where nothing is typed: every issue, the newest change first. */
export const kEverything = 'ORDER BY updated DESC';

/** The text in the editor; another query in the address takes its place. */
function useDraft(jql: string | null) {
  const [draft, setDraft] = useState({ of: jql, text: jql ?? '' });
  const current = draft.of === jql ? draft : { of: jql, text: jql ?? '' };
  if (current !== draft) setDraft(current);
  return [current.text, (text: string) => setDraft({ of: jql, text })] as const;
}

/** All that the page knows beside the answers: the address, the draft, the clause that is lit up. */
export function useExplorer() {
  const search = useRawSearch();
  const go = useGoSearch();
  const { state, ignored } = useMemo(() => {
    const unknown: string[] = [];
    return { state: parseState(search, unknown), ignored: unknown };
  }, [search]);
  const [draft, setDraft] = useDraft(state.jql);
  const [marked, setMarked] = useState<Span | null>(null);
  const [recent, setRecent] = useState(loadRecent);
  const change = (part: Partial<JqlState>, replace = false) =>
    go(formatState({ ...state, ...part }), { replace });
  const keep = (list: Recent[]) => {
    saveRecent(list);
    setRecent(list);
  };
  const run = (text: string) => {
    const jql = text.trim() === '' ? kEverything : text.trim();
    keep(withRecent(loadRecent(), jql, Date.now()));
    setMarked(null);
    setDraft(jql);
    change({ jql, why: null });
  };
  const asked: Asked | null = useMemo(
    () => (state.jql === null ? null : { jql: state.jql, instances: state.instances }),
    [state.jql, state.instances],
  );
  return {
    state,
    ignored,
    asked,
    draft,
    setDraft,
    /** Only a text that was run has places that an answer can speak of. */
    marked: draft === state.jql ? marked : null,
    setMarked,
    change,
    run,
    recent,
    forget: (jql: string | null) =>
      keep(jql === null ? [] : recent.filter((each) => each.jql !== jql)),
  };
}

export type Explorer = ReturnType<typeof useExplorer>;
