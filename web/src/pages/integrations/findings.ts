import type { Finding } from '../../api/connect';

/** Where the remedy of a finding is: a tab of the connection, another page, or something to do. */
export type Remedy =
  | { kind: 'tab'; tab: string; label: string }
  | { kind: 'progress'; label: string }
  | { kind: 'sync'; label: string }
  | { kind: 'resume'; label: string };

const access = (label: string): Remedy => ({ kind: 'tab', tab: 'access', label });
const projects = (label: string): Remedy => ({ kind: 'tab', tab: 'projects', label });
const webhooks: Remedy = { kind: 'tab', tab: 'webhooks', label: 'Check webhooks' };
const progress: Remedy = { kind: 'progress', label: 'View progress' };

const remedies: Record<string, Remedy> = {
  token_dead: access('Replace sign-in'),
  token_expiring: access('Replace sign-in'),
  no_permission: access('Check permissions'),
  no_projects: access('Check permissions'),
  no_issues: projects('Look at projects and filter'),
  filter_invalid: projects('Edit filter'),
  filter_matches_nothing: projects('Edit filter'),
  webhook_missing: webhooks,
  webhook_silent: webhooks,
  webhook_unreachable: webhooks,
  no_public_url: webhooks,
  still_queued: progress,
  waiting: progress,
  incomplete: progress,
  gaps: progress,
  counts_differ: { kind: 'tab', tab: 'ledger', label: 'Open the ledger' },
  ledger_differs: { kind: 'tab', tab: 'ledger', label: 'Open the ledger' },
  refused: { kind: 'tab', tab: 'history', label: 'See the history' },
  unreachable: { kind: 'sync', label: 'Retry now' },
  paused: { kind: 'resume', label: 'Resume' },
};

/** The way to the remedy; null where words must do. */
export function remedyOf(code: string): Remedy | null {
  if (code.startsWith('check_')) return access('Check permissions');
  return remedies[code] ?? null;
}

const kOrder: readonly Finding['severity'][] = ['blocking', 'warning', 'info'];

/** Worst first; the server's order within. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => kOrder.indexOf(a.severity) - kOrder.indexOf(b.severity));
}

export const kSeverityWords: Record<Finding['severity'], string> = {
  blocking: 'Stops everything',
  warning: 'Costs something',
  info: 'Good to know',
};

/** One sentence above the list. */
export function findingWords(findings: readonly Finding[], asked: boolean): string {
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  const [blocking, warnings] = [count('blocking'), count('warning')];
  if (blocking > 0) return blocking === 1 ? 'One thing stops it.' : `${blocking} things stop it.`;
  if (warnings > 0) {
    return warnings === 1
      ? 'It works, but one thing is missing.'
      : `It works, but ${warnings} things are missing.`;
  }
  return asked ? 'Nothing is wrong, says Jira too.' : 'Nothing is wrong, as far as is known here.';
}
