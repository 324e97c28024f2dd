import type { FilterReport } from '../../api/connect';
import type { JqlCheck, JqlNotice, JqlProblem } from '../../api/jql';
import { plural } from '../../lib/format';

export type FilterHere = FilterReport['here'];

/** A filter as this program reads it, beside Jira's verdict. */
export type HereState =
  | { kind: 'none' }
  | { kind: 'checking' }
  /** Nobody could be asked. */
  | { kind: 'unknown' }
  /** Read as a query; names are looked up later, and why. */
  | { kind: 'unready'; why: string }
  | { kind: 'decided'; matched: number | null }
  | { kind: 'undecided'; notices: JqlNotice[] }
  | { kind: 'wrong'; problem: JqlProblem };

type Known = Pick<FilterHere, 'ok' | 'undecided' | 'problem' | 'matched'> &
  Partial<Pick<FilterHere, 'not_ready'>>;

interface Told {
  jql: string;
  /** Of Jira's check, when it is about this text. */
  here: FilterHere | undefined;
  /** The check of the text alone, where there is a connection. */
  check: JqlCheck | undefined;
  pending: boolean;
}

/** The answer to a check of the text alone, in the shape of a filter's. */
function ofCheck(check: JqlCheck): Known {
  const [only] = check.instances;
  const problem = check.problem ?? only?.problem;
  return {
    ok: check.ok && !problem,
    undecided: only?.undecided ?? [],
    ...(problem && { problem }),
  };
}

export function decideHere({ jql, here, check, pending }: Told): HereState {
  if (jql.trim() === '') return { kind: 'none' };
  const known: Known | undefined = here ?? (check && ofCheck(check));
  if (!known) return pending ? { kind: 'checking' } : { kind: 'unknown' };
  if (known.problem) return { kind: 'wrong', problem: known.problem };
  if (known.not_ready) return { kind: 'unready', why: known.not_ready };
  if (known.undecided.length > 0) return { kind: 'undecided', notices: known.undecided };
  return { kind: 'decided', matched: known.matched ?? null };
}

/** What the verdict means for what arrives. `refused`: Jira says no as well. */
export function hereWords(state: HereState, refused = false): string {
  switch (state.kind) {
    case 'none':
      return 'No filter: everything that arrives is admitted.';
    case 'checking':
      return 'Checking…';
    case 'unknown':
      return 'Not checked yet: it is read together with Jira.';
    case 'unready':
      return `It reads as a query. ${state.why}`;
    case 'decided': {
      const matched = state.matched;
      const count =
        matched === null
          ? ''
          : ` ${plural(matched, 'issue')} here ${matched === 1 ? 'matches' : 'match'}.`;
      return `Decided here: every arrival is judged at once.${count}`;
    }
    case 'undecided':
      return 'Jira is asked about every arrival: a part of it cannot be decided here.';
    case 'wrong':
      if (refused) return 'It is not understood here either.';
      return `${state.problem.message} Jira is asked about every arrival.`;
  }
}
