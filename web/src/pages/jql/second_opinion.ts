import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useAskJira, type JqlSecondOpinion } from '../../api/jql';
import { exact } from '../../lib/format';

export type Opinion = { answer: JqlSecondOpinion; error: null } | { answer: null; error: unknown };

export interface OpinionWords {
  text: string;
  /** Both count the same. */
  same: boolean;
}

function placed(problem: NonNullable<JqlSecondOpinion['problem']>): string {
  return problem.column === undefined
    ? problem.message
    : `${problem.message} (line ${problem.line ?? 1}, column ${problem.column})`;
}

/** Jira's count beside the count here. */
export function opinionWords(answer: JqlSecondOpinion | null): OpinionWords {
  if (!answer) return { text: '', same: false };
  const { count, here, undecided, problem } = answer;
  const open = undecided > 0 ? `, ${exact(undecided)} undecided` : '';
  const own = `here ${exact(here)}${open}`;
  if (problem) return { text: `Jira refuses the query: ${placed(problem)} · ${own}.`, same: false };
  if (count === null) return { text: `Jira does not say how many · ${own}.`, same: false };
  const about = answer.approximate ? 'about ' : '';
  const same = count === here && undecided === 0;
  const text = `Jira counts ${about}${exact(count)} · ${own}.`;
  return same || count === here
    ? { text, same }
    : { text: `${text} Issues of projects that are not followed count in Jira only.`, same };
}

interface Asked {
  jql: string;
  found: ReadonlyMap<string, Opinion>;
}

/** What each Jira says, asked on purpose and kept while the query is the same. */
export function useSecondOpinions(jql: string, connections: readonly Connection[]) {
  const { mutateAsync } = useAskJira();
  const [state, setState] = useState<Asked>({ jql, found: new Map() });
  const [busy, setBusy] = useState(false);
  const found = state.jql === jql ? state.found : new Map<string, Opinion>();
  const ask = () => {
    setBusy(true);
    const live = connections.filter((each) => each.flavour !== 'import');
    const all = live.map(async ({ id }): Promise<[string, Opinion]> => {
      try {
        return [id, { answer: await mutateAsync({ jql, instance: id }), error: null }];
      } catch (error) {
        return [id, { answer: null, error }];
      }
    });
    void Promise.all(all).then((each) => {
      setState({ jql, found: new Map(each) });
      setBusy(false);
    });
  };
  const able = connections.some((each) => each.flavour !== 'import');
  return { ask, busy, found, able };
}

export type SecondOpinions = ReturnType<typeof useSecondOpinions>;
