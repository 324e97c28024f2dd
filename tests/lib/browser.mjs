// Debian's Chromium for browser tests: one browser a test file, one context a test. What a page
// writes to the console as an error, throws, or loads against its own policy fails the test.
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { kAdmin, needsPrograms } from './harness.mjs';

const kChromium = '/usr/bin/chromium';
const kWaitMs = 60_000;
const kPictures = fileURLToPath(new URL('../../build/test-logs/pictures/', import.meta.url));
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Options of a browser test: skipped with a message where something is missing. */
export function needsBrowser(more = {}) {
  if (!existsSync(kChromium)) return { ...more, skip: `${kChromium} is not installed` };
  return needsPrograms(more);
}

let launched;
function browser() {
  const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
  launched ??= chromium.launch({ executablePath: kChromium, args });
  return launched;
}
after(async () => (await launched)?.close());

/** What the browser itself says when a server goes away on purpose. */
export const kServerGone = 'ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_(REFUSED|RESET)';

/**
 * A page of the world's server (addresses are relative to it). `scheme`: 'light' or 'dark'. The
 * test fails at its end when the page complained, but for what `expected` matches: by default the
 * answer that somebody is not signed in.
 */
export async function openPage(t, world, { scheme = 'light', expected = 'status of 401' } = {}) {
  const context = await (
    await browser()
  ).newContext({
    baseURL: world.server.address,
    colorScheme: scheme,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(kWaitMs);
  const page = await context.newPage();
  const complaints = [];
  const harmless = new RegExp(expected);
  page.on('pageerror', (error) => complaints.push(`threw: ${error.stack ?? error}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !harmless.test(text)) complaints.push(`console: ${text}`);
  });
  world.beforeEnd(async () => {
    if (t.passed === false || t.error) await keepPicture(page, t.name).catch(() => {});
    await context.close();
    if (complaints.length) throw new Error(`the page complained:\n${complaints.join('\n')}`);
  });
  return page;
}

/** Signs in as the admin of the first run. */
export async function signIn(page) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(kAdmin.email);
  await page.getByLabel('Password', { exact: true }).fill(kAdmin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'What needs me today?' }).waitFor();
}

/** Keeps a picture beside the logs. */
export async function keepPicture(page, name) {
  mkdirSync(kPictures, { recursive: true });
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}.png`;
  await page.screenshot({ path: join(kPictures, file) });
}

/** In the page: waits until colours no longer move (at most a few seconds of frames). */
async function untilCalm() {
  const moves = () =>
    document
      .getAnimations()
      .some((animation) => animation.effect.getComputedTiming().endTime < Infinity);
  for (let calm = 0, frames = 0; calm < 6 && frames < 300; frames++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    calm = moves() ? 0 : calm + 1;
  }
}

/** What axe-core finds on the page: throws with the list when there is anything. */
export async function checkAccessible(page, what) {
  await page.evaluate(kAxe);
  await page.evaluate(untilCalm);
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const result = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.slice(0, 5).map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
    }));
  });
  if (violations.length) {
    throw new Error(`axe on ${what}:\n${JSON.stringify(violations, null, 2)}`);
  }
}
