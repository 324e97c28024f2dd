// Debian's Chromium under playwright-core, without a download.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { careScenes } from './care_scenes.mjs';
import { connectScenes } from './connect_scenes.mjs';
import { issueScenes } from './issue_scenes.mjs';
import { jqlScenes } from './jql_scenes.mjs';
import { proofScenes } from './proof_scenes.mjs';
import { numbersScenes } from './numbers_scenes.mjs';
import { scopeScenes } from './scope_scenes.mjs';

export const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Routes x states that are walked by the pictures and by axe. */
export const scenes = [
  { name: 'setup', state: 'fresh', path: '/setup#token=mock-token' },
  { name: 'setup-used', state: 'signedout', path: '/setup' },
  { name: 'sign-in', state: 'signedout', path: '/sign-in' },
  { name: 'home-first', state: 'empty', path: '/' },
  { name: 'home', state: 'ready', path: '/' },
  { name: 'home-down', state: 'down', path: '/' },
  { name: 'integrations-empty', state: 'empty', path: '/integrations' },
  { name: 'integrations', state: 'ready', path: '/integrations' },
  { name: 'integrations-backfilling', state: 'backfilling', path: '/integrations' },
  { name: 'integrations-rejected', state: 'rejected', path: '/integrations' },
  { name: 'integrations-limited', state: 'limited', path: '/integrations' },
  { name: 'integrations-expiring', state: 'expiring', path: '/integrations' },
  { name: 'connect', state: 'empty', path: '/integrations/connect/jira' },
  { name: 'progress', state: 'backfilling', path: '/integrations/c7k2mnorthwind/progress' },
  { name: 'progress-waiting', state: 'limited', path: '/integrations/c7k2mnorthwind/progress' },
  { name: 'progress-done', state: 'ready', path: '/integrations/c7k2mnorthwind/progress' },
  { name: 'connection', state: 'ready', path: '/integrations/c7k2mnorthwind' },
  { name: 'connection-access', state: 'rejected', path: '/integrations/c7k2mnorthwind?tab=access' },
  { name: 'connection-danger', state: 'ready', path: '/integrations/c7k2mnorthwind?tab=danger' },
  { name: 'connection-missing', state: 'ready', path: '/integrations/nothere' },
  { name: 'issues', state: 'ready', path: '/issues' },
  { name: 'issues-filtered', state: 'ready', path: '/issues?q=refund&project=PAY&category=done' },
  { name: 'issues-none', state: 'ready', path: '/issues?q=zzzz' },
  { name: 'issues-empty', state: 'empty', path: '/issues' },
  { name: 'issue', state: 'ready', path: '/issues/PAY-180' },
  { name: 'issue-missing', state: 'ready', path: '/issues/ACME-9' },
  { name: 'flow', state: 'ready', path: '/flow' },
  {
    name: 'flow-log',
    state: 'ready',
    path: '/flow?v=1&range=26w&project=PAY&type=Bug,Story&scale=log',
  },
  { name: 'flow-table', state: 'ready', path: '/flow?v=1&range=12w&view=table' },
  { name: 'flow-how', state: 'ready', path: '/flow?v=1&range=12w&how=1' },
  { name: 'flow-item', state: 'ready', path: '/flow?v=1&range=26w&item=PAY-180' },
  { name: 'flow-few', state: 'few', path: '/flow?v=1&range=12w&lable=x' },
  { name: 'flow-empty', state: 'empty', path: '/flow' },
  { name: 'flow-down', state: 'down', path: '/flow' },
  { name: 'not-found', state: 'ready', path: '/nowhere' },
  ...careScenes,
  ...connectScenes,
  ...issueScenes,
  ...jqlScenes,
  ...numbersScenes,
  ...proofScenes,
  ...scopeScenes,
];

/** Goes to a scene and waits until nothing loads any more. */
export async function visit(page, base, scene, mock) {
  mock.reset(scene.state);
  await page.goto('about:blank');
  await page.goto(base + scene.path, { waitUntil: 'load' });
  if (scene.run) {
    // Each wizard scene begins with an empty draft.
    await page.evaluate(() => localStorage.removeItem('tl.connect.jira'));
    Object.assign(mock.mock, { freshMapping: true, freshCalendar: true });
    await page.reload({ waitUntil: 'load' });
  }
  await page.waitForFunction(
    () => {
      const busy = [...document.querySelectorAll('[role=status]')].some((e) =>
        /^(Loading|Still working)/.test(e.textContent ?? ''),
      );
      return document.querySelector('#root')?.childElementCount && !busy;
    },
    null,
    { timeout: scene.state === 'down' ? 20_000 : 10_000 },
  );
  if (scene.run) await scene.run(page);
  await page.waitForTimeout(scene.run ? 450 : 250);
}
