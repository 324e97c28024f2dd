// Walks through the Flow page: node mock/walk_flow.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk } from './walk_kit.mjs';

const { base, mock, shots, step, look, end } = await startWalk(
  Number(process.env.TL_MOCK_PORT ?? 18609),
);
const flow = `${base}/flow?v=1&range=12w`;
const section = (page, name) => page.getByRole('button', { name, exact: true }).click();

await step(
  'chart by keys: arrows, Enter, panel, Escape, and the URL keeps it',
  'ready',
  async (page) => {
    await page.goto(flow);
    await section(page, 'Cycle time');
    const chart = page.getByRole('slider', { name: /^Cycle time of finished issues/ });
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/Click or Enter opens/).waitFor();
    await look(page, 'flow-tip');
    await page.keyboard.press('Escape');
    await page.getByText(/Click or Enter opens/).waitFor({ state: 'hidden' });
    // The first mark of a single issue.
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('ArrowRight');
      if (/^[A-Z]+-\d/.test((await chart.getAttribute('aria-valuetext')) ?? '')) break;
    }
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Where the time went').waitFor();
    assert.match(page.url(), /item=[A-Z]+-\d+/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const role = await page.evaluate(() => document.activeElement?.getAttribute('role'));
    assert.equal(role, 'slider', 'the focus is back on the chart');
    await page.goBack();
    await dialog.waitFor();
    await dialog.getByRole('link', { name: 'Open the throughline' }).click();
    await page.getByRole('heading', { name: 'The throughline' }).waitFor();
  },
);

await step('a bar opens as many issues as it says, in a link', 'ready', async (page) => {
  await page.goto(flow);
  await section(page, 'Throughput');
  const chart = page.getByRole('slider', { name: /^Throughput/ });
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const said = await chart.getAttribute('aria-valuetext');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const total = Number(/: (\d+)$/.exec(said)[1]);
  await dialog.getByText(`${total} issues`).waitFor();
  assert.match(decodeURIComponent(page.url()), /mark=throughput:on=[\d-]+;period=week/);
  await look(page, 'flow-items');
  await page.reload();
  await dialog.getByText(`${total} issues`).waitFor();
  await dialog.getByRole('combobox', { name: 'Order' }).selectOption('key');
  await dialog
    .getByRole('link', { name: /^[A-Z]+-\d/ })
    .nth(1)
    .click();
  await page.getByRole('heading', { name: 'The throughline' }).waitFor();
});

await step(
  'every number says how it was counted, what was left out opens',
  'ready',
  async (page) => {
    await page.goto(flow);
    await page.getByRole('button', { name: 'How was this counted?' }).click();
    const how = page.getByRole('dialog', { name: 'How was this counted?' });
    const list = page.getByRole('dialog', { name: /^Left out/ });
    const out = how.getByRole('button', { name: /left out: cancelled/ });
    const count = Number((await out.innerText()).replace(/\D/g, ''));
    await out.click();
    await list.getByText(new RegExp(`^${count} issues?$`)).waitFor();
    assert.match(page.url(), /exclusion/);
    await page.goBack();
    await how.getByText('Considered', { exact: true }).waitFor();
    await list.waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await how.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'How was aging work in progress counted?' }).click();
    await how.getByText('Age of work in progress').waitFor();
  },
);

await step('one chart fails alone, and tries again', 'partial', async (page) => {
  await page.goto(flow);
  const card = page.locator('#aging');
  await card.getByText('This number could not be counted now').waitFor({ timeout: 15_000 });
  await page.getByRole('slider', { name: /^Work in progress/ }).waitFor();
  mock.reset('ready');
  await card.getByRole('button', { name: 'Retry' }).click();
  await card.getByRole('slider').waitFor();
});

await step('the legend switches, the address keeps it, Back undoes it', 'ready', async (page) => {
  await page.goto(`${flow}&split=category`);
  await section(page, 'Throughput');
  const bug = page.locator('#throughput').getByRole('button', { name: 'Bug' });
  await bug.click();
  await page.waitForURL(/hide=bug/);
  assert.equal(await bug.getAttribute('aria-pressed'), 'false');
  await page.goBack();
  assert.equal(await bug.getAttribute('aria-pressed'), 'true');
});

await step('table, CSV and PNG carry the same numbers', 'ready', async (page) => {
  await page.goto(`${flow}&view=table`);
  await section(page, 'Cycle time');
  const card = page.locator('#cycle-time');
  const table = card.getByRole('region', { name: 'Finished issues' });
  await table.waitFor();
  const n = Number((await table.locator('caption').innerText()).match(/(\d+) rows/)[1]);
  const menu = card.getByRole('button', { name: /^Export/ });
  await menu.click();
  const csv = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV, every issue' }).click();
  const stream = await (await csv).createReadStream();
  let body = '';
  for await (const chunk of stream) body += chunk;
  assert.equal(body.trim().split('\n').length - 1, n);
  await menu.click();
  const png = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'PNG, double size' }).click();
  const file = await png;
  if (shots) await file.saveAs(`${shots}/walk-export.png`);
  let size = 0;
  for await (const chunk of await file.createReadStream()) size += chunk.length;
  assert.ok(size > 30_000, `PNG of ${size} bytes`);
});

await step('what is far down is not asked before one comes near', 'ready', async (page) => {
  const asked = [];
  page.on('request', (r) => asked.push(new URL(r.url()).pathname));
  await page.goto(flow);
  await page.getByRole('slider').first().waitFor();
  await page.waitForTimeout(500);
  assert.ok(!asked.some((path) => path.endsWith('/time-in-status')), 'asked too early');
  await section(page, 'Time in status');
  await page.getByRole('slider', { name: /^Time in status/ }).waitFor();
});

await end();
