import type { CheckReport, CheckRow } from '../../api/client';
import type { IconName } from '../../ui/icon';
import { flavourWords, methodWords } from './flavour';

export const kRowWords: Record<CheckRow['state'], { icon: IconName; word: string }> = {
  passed: { icon: 'check', word: 'Passed' },
  missing: { icon: 'minus', word: 'Missing' },
  warning: { icon: 'alert', word: 'Look at this' },
  failed: { icon: 'cross', word: 'Failed' },
  not_needed: { icon: 'minus', word: 'Not needed' },
};

export function isTrouble(row: CheckRow): boolean {
  return row.state !== 'passed' && row.state !== 'not_needed';
}

/** The rows as they are shown: what stops first, then what costs something, then the rest. */
export function groupRows(rows: readonly CheckRow[]) {
  return {
    failed: rows.filter((row) => row.state === 'failed'),
    look: rows.filter((row) => row.state === 'missing' || row.state === 'warning'),
    fine: rows.filter((row) => !isTrouble(row)),
  };
}

/** `1 failed · 2 to look at · 11 passed`. */
export function countRows(rows: readonly CheckRow[]): string {
  const { failed, look } = groupRows(rows);
  const passed = rows.filter((row) => row.state === 'passed').length;
  return [
    failed.length > 0 && `${failed.length} failed`,
    look.length > 0 && `${look.length} to look at`,
    `${passed} passed`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Why one cannot go on yet; '' when one can. */
export function whyNot(report: CheckReport | undefined): string {
  if (!report) return 'The check has not ended yet.';
  if (report.can_proceed) return '';
  const first = report.rows.find((row) => row.state === 'failed');
  return first
    ? `Not yet: “${first.title}” failed. Put it right, then check again. Nothing was saved.`
    : 'Not yet: Jira could not be checked. Nothing was saved.';
}

/** `Jira Data Center 9.12.4`. */
export function siteWords(report: CheckReport): string {
  const site = report.site;
  if (!site) return '';
  const version = site.flavour === 'cloud' ? '' : site.version;
  return `${flavourWords(site.flavour)} ${version}`.trim();
}

function rowText(row: CheckRow): string {
  const lines = [`[${kRowWords[row.state].word}] ${row.title}: ${row.detail}`];
  if (isTrouble(row) && row.effect) lines.push(`    Effect: ${row.effect}`);
  if (isTrouble(row) && row.remedy) lines.push(`    To do: ${row.remedy}`);
  return lines.join('\n');
}

function headText(report: CheckReport): string[] {
  const head = [`Throughline check of ${report.url.base_url}`];
  const site = siteWords(report);
  if (site) head.push(`Site: ${site}`);
  if (report.account) {
    const email = report.account.email ? ` <${report.account.email}>` : '';
    head.push(`Account: ${report.account.name}${email}`);
  }
  return head;
}

/** The report as plain text, for the Jira admin. It holds no secret. */
export function reportText(report: CheckReport): string {
  return [...headText(report), '', ...report.rows.map(rowText)].join('\n');
}

/** One row as a request that can be sent to the Jira admin. */
export function requestText(report: CheckReport, row: CheckRow): string {
  return [
    `Hello, Throughline reads ${report.url.base_url} and needs your help with “${row.title}”.`,
    ...headText(report).slice(1),
    '',
    `Found: ${row.detail}`,
    row.effect && `What it means: ${row.effect}`,
    row.remedy && `Please: ${row.remedy}`,
  ]
    .filter((line, i) => line !== '' || i < 4)
    .join('\n');
}

/** What a person who looks deeper wants to know; it holds no secret. */
export function technicalText(report: CheckReport): string {
  const site = report.site;
  return [
    `address    ${report.url.base_url}`,
    site && `requests   ${site.api_url || report.url.base_url}`,
    site && `flavour    ${site.flavour || 'unknown'}`,
    site && `version    ${site.version || 'unknown'}`,
    site && `site id    ${site.id || 'unknown'}`,
    site && `method     ${site.method} (${methodWords(site.method)})`,
    report.account && `account    ${report.account.id}`,
    '',
    ...report.rows.map((row) => `${row.state.padEnd(10)} ${row.id}: ${row.detail}`),
  ]
    .filter((line) => typeof line === 'string')
    .join('\n');
}
