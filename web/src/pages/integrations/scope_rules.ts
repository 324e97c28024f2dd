import type { ChangePreview, ConnectionPatch } from '../../api/care';
import type { Connection } from '../../api/client';
import { exact, plural } from '../../lib/format';

export interface Scope {
  all: boolean;
  keys: string[];
  jql: string;
}

export function scopeOf(connection: Connection): Scope {
  return {
    all: connection.project_keys.length === 0,
    keys: connection.project_keys,
    jql: connection.filter_jql,
  };
}

/** What is missing before it can be saved; '' nothing. */
export function scopeProblem(scope: Scope): string {
  return !scope.all && scope.keys.length === 0
    ? 'Choose at least one project, or all of them.'
    : '';
}

/** Only what differs from what is saved. */
export function scopePatch(scope: Scope, saved: Scope): ConnectionPatch {
  const patch: ConnectionPatch = {};
  const keys = scope.all ? [] : [...scope.keys].sort();
  const before = saved.all ? [] : [...saved.keys].sort();
  if (keys.join() !== before.join()) patch.project_keys = keys;
  if (scope.jql.trim() !== saved.jql.trim()) patch.filter_jql = scope.jql.trim();
  return patch;
}

/** One sentence on what comes. `kept` issues of the new choice are here already. */
export function matchWords(
  preview: Pick<ChangePreview, 'matches'>,
  kept: number,
  backfillDays: number,
): string {
  if (preview.matches === null) return 'Jira does not say how many issues this choice matches.';
  const verb = preview.matches === 1 ? 'matches' : 'match';
  const found = `${plural(preview.matches, 'issue')} in Jira ${verb}.`;
  if (preview.matches <= kept) return found;
  const more = exact(preview.matches - kept);
  return `${found} About ${more} of them are not here yet: the open ones, and those changed in the last ${exact(backfillDays)} days, are fetched in the background.`;
}

/** One sentence on what is left out. */
export function dropWords(preview: Pick<ChangePreview, 'issues_dropped'>): string {
  if (preview.issues_dropped === 0) return 'Nothing that is stored here is left out.';
  return `${plural(preview.issues_dropped, 'stored issue')} ${
    preview.issues_dropped === 1 ? 'is' : 'are'
  } outside of the new choice.`;
}
