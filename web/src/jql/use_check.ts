import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import {
  fetchCheck,
  languageQuery,
  useCheck,
  useLanguage,
  type JqlCheck,
  type JqlCheckRequest,
  type JqlProblem,
} from '../api/jql';
import { useIdle } from '../lib/use_idle';
import { localOffer, type Completer } from './complete';

const kRestMs = 450;
/** Longer, and names that are known here are offered instead. */
const kPatienceMs = 700;

export interface CheckScope {
  /** Ids of connections; empty: all. */
  instances: readonly string[];
  purpose: NonNullable<JqlCheckRequest['for']>;
}

function requestOf(jql: string, { instances, purpose }: CheckScope): JqlCheckRequest {
  return { jql, for: purpose, ...(instances.length > 0 && { instances: [...instances] }) };
}

/** The first thing that is wrong: the text itself, else what no instance understands. */
export function problemIn(check: JqlCheck | undefined): JqlProblem | null {
  if (!check) return null;
  if (check.problem) return check.problem;
  const all = check.instances;
  const first = all[0]?.problem;
  return first && all.every((each) => each.problem) ? first : null;
}

/** The verdict on a text once the typing rests; `settled` is false while it belongs to an older one. */
export function useVerdict(jql: string, scope: CheckScope, wanted = true) {
  const [rested, flush] = useIdle(jql, kRestMs);
  const asked = wanted && rested.trim() !== '';
  const check = useCheck(requestOf(rested, scope), asked);
  const settled = rested === jql && asked && !check.isPlaceholderData && check.data !== undefined;
  return {
    check: settled ? check.data : undefined,
    problem: settled ? problemIn(check.data) : null,
    settled: settled || jql.trim() === '',
    error: check.error,
    flush,
  };
}

/** Names and words of the language itself: of an instance that is not connected yet, no more is
 *  known. */
export function usePlainCompleter(): Completer {
  const language = useLanguage().data;
  return useCallback(
    (text, position) => {
      if (!language) return Promise.resolve(null);
      const fields = language.fields.filter((field) => !field.computed && !field.instances);
      return Promise.resolve(localOffer({ ...language, fields }, text, position));
    },
    [language],
  );
}

/** Completion by the server; names and words that are known here when it does not answer. */
export function useCompleter(scope: CheckScope): Completer {
  const queries = useQueryClient();
  const { purpose } = scope;
  const ids = scope.instances.join(',');
  return useCallback(
    async (text, position, signal) => {
      const instances = ids === '' ? [] : ids.split(',');
      const request = { ...requestOf(text, { instances, purpose }), position };
      const late = new Promise<null>((done) => setTimeout(() => done(null), kPatienceMs));
      const answer = await Promise.race([fetchCheck(request, signal).catch(() => null), late]);
      const found = answer?.completions;
      if (found) return found.items.length > 0 ? found : null;
      const language = queries.getQueryData(languageQuery.queryKey);
      return language ? localOffer(language, text, position) : null;
    },
    [queries, ids, purpose],
  );
}
