import type { CheckReport } from '../../api/client';
import { exact, formatDate, plural } from '../../lib/format';
import { backfillWords, kAllDays, type Draft } from './draft';
import { flavourWords, methodWords, type Method } from './flavour';
import { nameKeys } from './keys';
import { paceWords } from './pace';
import type { Site } from './use_wizard';
import { isReadOnly, writeWords } from './write_switches';

/** What will be read, as one sentence. */
export function readWords(draft: Draft, report: CheckReport | undefined): string {
  const count = report ? `${exact(report.projects_visible)} ` : '';
  const scope = draft.allProjects
    ? `every project the account sees (${count}now, and future ones)`.replace('( ', '(')
    : `${plural(draft.projects.length, 'project')}: ${nameKeys(draft.projects)}`;
  const filter = draft.filter.trim() ? 'Issues that match the filter' : 'Issues';
  return `${filter}, with their history, worklogs and sprints, of ${scope}.`;
}

export function sinceWords(draft: Draft): string {
  return draft.backfillDays >= kAllDays
    ? 'Everything there is, newest first.'
    : `What changed in the last ${backfillWords(draft.backfillDays)}, and every open issue of any age; newest first.`;
}

export function writtenWords(draft: Draft): string {
  if (isReadOnly(draft.writes)) {
    return draft.webhooks
      ? 'Nothing: read-only. No issue is created, changed or commented.'
      : 'Nothing: read-only.';
  }
  return `Throughline may write ${writeWords(draft.writes)}. Every write is listed on its own page.`;
}

export function webhookWords(draft: Draft, report: CheckReport | undefined, url: string): string {
  if (!draft.webhooks) return 'None. Throughline asks Jira for changes every 5 minutes.';
  const missing = report?.rows.some((row) => row.id === 'webhooks' && row.state === 'missing');
  if (missing) {
    return 'None for now: the account may not register them. Throughline asks Jira every 5 minutes.';
  }
  return `Two are registered in Jira, one of them for worklogs. They tell ${url} of changed issues, comments, worklogs, links and sprints. Disconnecting removes them.`;
}

export function siteSentence(draft: Draft, site: Site, method: Method, account: string): string {
  const name = account || draft.email.trim();
  const version = site.flavour === 'cloud' || !site.version ? '' : ` ${site.version}`;
  const by = methodWords(method).toLowerCase().replace('api', 'API');
  return `${flavourWords(site.flavour)}${version} at ${site.url}, ${name ? `as ${name}, ` : ''}with ${
    method === 'password' ? by : `a ${by}`.replace('a API', 'an API')
  }.`;
}

export function tokenWords(draft: Draft, method: Method): string {
  if (method === 'password') return 'The password has no date here. It is sealed on the server.';
  return `Expires on ${formatDate(draft.expires)}; you are warned 30, 14, 7 and 1 days before.`;
}

export function paceSentence(draft: Draft): string {
  const words = paceWords(draft.requestsPerMinute, draft.quietHours);
  return words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : '';
}
