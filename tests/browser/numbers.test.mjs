// A morning with the numbers on a real server: from a number to its issues, a change in Jira on the
// screen, a view kept, the sprint, the doubts about the data, the calendar and the whole issue.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessible, keepPicture, needsBrowser, openPage, signIn } from '../lib/browser.mjs';
import { World } from '../lib/harness.mjs';

async function filledWorld(t, { issues = 250, webhooks = false } = {}) {
  const world = await World.begin(t, { database: 'sqlite', sim: { issues } });
  const { id } = await world.connect({ webhooks, days: 3650 });
  await world.untilFilled(id);
  return world;
}

const section = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Goes to the first bar that is not empty; its total, as the chart reads it out: "...: 12". */
async function firstTotal(page, chart) {
  await chart.focus();
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('ArrowRight');
    const total = Number(/: (\d+)$/.exec(await chart.getAttribute('aria-valuetext'))?.[1] ?? 0);
    if (total > 0) return total;
  }
  return assert.fail('all bars are empty');
}

test('from a number to its list to the issue, by keys', needsBrowser(), async (t) => {
  const world = await filledWorld(t);
  const page = await openPage(t, world);
  await signIn(page);
  await page.goto('/flow?v=1&range=26w');
  await section(page, 'Throughput');
  const chart = page.getByRole('slider', { name: /^Throughput/ });
  const total = await firstTotal(page, chart);
  await keepPicture(page, 'flow');
  await checkAccessible(page, 'the Flow page');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(new RegExp(`^${total} issues?$`)).waitFor();
  await checkAccessible(page, 'the list behind a bar');
  const link = dialog.getByRole('link', { name: /^[A-Z]+-\d/ }).first();
  const key = /[A-Z]+-\d+/.exec(await link.innerText())[0];
  await link.click();
  await page.getByRole('heading', { name: 'The throughline' }).waitFor();
  assert.ok(page.url().includes(key));
  await keepPicture(page, 'issue');
  await checkAccessible(page, 'the issue');
});

test('how a number was counted, and what was left out', needsBrowser(), async (t) => {
  const world = await filledWorld(t);
  const page = await openPage(t, world, { scheme: 'dark' });
  await signIn(page);
  await page.goto('/flow?v=1&range=52w');
  await page.getByRole('button', { name: 'How was this counted?' }).click();
  const how = page.getByRole('dialog', { name: 'How was this counted?' });
  await how.getByText('Considered', { exact: true }).waitFor();
  const answer = await world.server.api.get('/api/v1/metrics/flow/cycle-time?points=1');
  assert.ok(answer.definition.text.length > 40);
  await how.getByText(answer.definition.text.slice(0, 40)).first().waitFor();
  await keepPicture(page, 'how-dark');
  await checkAccessible(page, 'how it was counted');
});

test('a change in Jira is on the page without a reload', needsBrowser(), async (t) => {
  const world = await filledWorld(t, { issues: 60, webhooks: true });
  const page = await openPage(t, world);
  await signIn(page);
  await page.goto('/issues?sort=-updated');
  const row = page.locator('[data-row]').first();
  await row.waitFor();
  const { items } = await world.server.api.get('/api/v1/issues?sort=created&limit=1');
  await world.sim.edit(items[0].key, { summary: 'Changed while somebody looks' });
  await page.getByText('Changed while somebody looks').waitFor();
  await checkAccessible(page, 'the list of issues');
});

test(
  'a view is saved, starred into the rail, and opens the same picture',
  needsBrowser(),
  async (t) => {
    const world = await filledWorld(t, { issues: 80 });
    const page = await openPage(t, world);
    await signIn(page);
    await page.goto('/flow?v=1&range=26w&type=Bug');
    await page.getByRole('heading', { name: 'Cycle time of finished issues' }).first().waitFor();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Bugs of half a year');
    await checkAccessible(page, 'saving a view');
    await dialog.getByRole('button', { name: /^Save/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { items } = await world.server.api.get('/api/v1/views');
    assert.equal(items.length, 1);
    assert.match(items[0].search, /type=Bug/);
    await world.server.api.put(`/api/v1/views/${items[0].id}/star`);
    await page.goto('/');
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Bugs of half a year' })
      .click();
    await page.waitForURL(/type=Bug/);
  },
);

test(
  'sprint, data quality, calendar and palette stand on real facts',
  needsBrowser(),
  async (t) => {
    const world = await filledWorld(t, { issues: 400 });
    const page = await openPage(t, world);
    await signIn(page);
    await page.goto('/sprint');
    await page.getByText('Committed', { exact: true }).first().waitFor();
    await keepPicture(page, 'sprint');
    await checkAccessible(page, 'the sprint');
    await page.goto('/quality');
    await page.getByRole('heading', { name: 'Can I trust these numbers?' }).waitFor();
    await page
      .getByText(/checks? found nothing|No problems found/)
      .first()
      .waitFor();
    await checkAccessible(page, 'data quality');
    await page.goto('/admin/calendar');
    await page
      .getByRole('heading', { name: /Monday|Working/ })
      .first()
      .waitFor();
    await checkAccessible(page, 'the calendar');
    await page.goto('/');
    await page.getByRole('heading', { name: 'What needs me today?' }).waitFor();
    await page.getByText('Oldest in progress').waitFor();
    await keepPicture(page, 'home');
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox');
    await box.fill('quality');
    await page
      .getByRole('option', { name: /Data quality/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/quality/);
  },
);
