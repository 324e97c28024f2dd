// The explorer, the filter and the rules by query as a person uses them: node mock/walk_jql.mjs
// [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, tabTo, text } from './walk_kit.mjs';

const walk = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18634));
const { base, mock, step, look, end } = walk;
const query = (jql, more = '') => `${base}/jql?jql=${encodeURIComponent(jql)}${more}`;
const kOpen = 'project in (PAY, WEB) AND statusCategory != Done ORDER BY updated DESC';
const editor = (page) => page.locator('[data-ready] [data-field=jql]');
const rows = (page) => page.locator('tbody tr[data-row]');
const asked = (page) => new URL(page.url()).searchParams.get('jql');

async function open(page, jql, more = '') {
  await page.goto(query(jql, more));
  await rows(page).first().waitFor();
  await editor(page).waitFor();
}

async function total(page) {
  return Number(await page.locator('[data-total]').getAttribute('data-total'));
}

await step('typed, completed, run and opened by keys only', 'ready', async (page) => {
  await page.goto(`${base}/issues`);
  await page.getByRole('heading', { name: 'Issues' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.waitForURL(/\/jql$/);
  await editor(page).waitFor();
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.dataset.field === 'jql');
  await page.keyboard.type('status = Rev', { delay: 40 });
  await page.getByRole('option', { name: /In Review/ }).waitFor();
  await look(page, 'jql-completion');
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /"In Review"/.test(document.activeElement.textContent));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await rows(page).first().waitFor();
  assert.equal(asked(page), 'status = "In Review"');
  await tabTo(page, /^Run/);
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="0"]'));
  const key = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/issues/${key}`));
  await page.goBack();
  await rows(page).first().waitFor();
  assert.equal(asked(page), 'status = "In Review"');
});

await step('an error is marked, said and put right in one click', 'ready', async (page) => {
  await page.goto(`${base}/jql`);
  await editor(page).waitFor();
  await editor(page).fill('type = Bug AND "stroy points" > 3');
  await page.getByText('At column 16:').waitFor();
  assert.equal(await page.locator('.jql-wrong').innerText(), '"stroy points"');
  assert.equal(await editor(page).getAttribute('aria-invalid'), 'true');
  await look(page, 'jql-wrong');
  await page.getByRole('button', { name: 'Use Story Points' }).click();
  assert.equal(await editor(page).innerText(), 'type = Bug AND "Story Points" > 3');
  await page.getByText('Valid', { exact: true }).waitFor();
});

await step('several lines, and Tab leaves the editor', 'ready', async (page) => {
  await page.goto(`${base}/jql`);
  await editor(page).click();
  await page.keyboard.type('project = PAY');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.keyboard.type('AND stroy points');
  await page.keyboard.press('Escape');
  await page.getByText('Line 2, column 5:').waitFor();
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement?.dataset.field ?? ''), 'jql');
});

await step('the address holds everything, and Back undoes it', 'ready', async (page) => {
  await open(page, kOpen);
  const all = await total(page);
  await page.getByLabel('Sum up by').selectOption('group:status');
  await page.getByRole('button', { name: /^In Review/ }).click();
  await page.waitForURL((url) => /"In Review"/.test(url.searchParams.get('jql')));
  assert.equal(
    asked(page),
    'project in (PAY, WEB) AND statusCategory != Done AND status = "In Review" ORDER BY updated DESC',
  );
  await page.waitForFunction(
    (was) => document.querySelector('[data-total]').dataset.total !== was,
    String(all),
  );
  const few = await total(page);
  assert.ok(few > 0 && few < all, `${few} of ${all}`);
  const address = page.url();
  const other = await page.context().browser().newPage();
  await other.goto(address);
  await rows(other).first().waitFor();
  assert.equal(await total(other), few);
  await other.close();
  await page.goBack();
  await page.waitForURL((url) => !/"In Review"/.test(url.searchParams.get('jql')));
  await page.waitForFunction(
    () => !/In Review/.test(document.querySelector('[data-field=jql]').textContent),
  );
});

await step('a head sorts by changing the query', 'ready', async (page) => {
  await open(page, kOpen);
  await page.getByRole('columnheader', { name: 'Cycle time' }).getByRole('button').click();
  await page.waitForURL((url) => /ORDER BY cycleTime DESC$/.test(url.searchParams.get('jql')));
  assert.match(await editor(page).innerText(), /ORDER BY cycleTime DESC/);
  const head = page.getByRole('columnheader', { name: 'Cycle time' });
  await page.waitForFunction(() => document.querySelector('th[aria-sort=descending]'));
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
});

await step('columns: found, moved, taken away, and in the link', 'ready', async (page) => {
  await open(page, kOpen);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByLabel('Find a column').fill('in review');
  await page.getByRole('button', { name: /timeInStatus In Review/ }).click();
  await page.waitForURL(/timeInStatus/);
  await page.getByRole('columnheader', { name: 'Time in In Review' }).waitFor();
  await page.getByRole('button', { name: 'Remove updated' }).click();
  await page.waitForURL((url) => !/updated/.test(url.searchParams.get('columns')));
  await look(page, 'jql-columns');
});

await step('why a row is here, and why another is not', 'ready', async (page) => {
  await open(page, 'project = PAY AND status = Done');
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="0"]'));
  await page.keyboard.press('w');
  await page.getByText('It matches: 2 conditions together decide it.').waitFor();
  await page.getByRole('button', { name: 'status = Done' }).hover();
  assert.equal(await page.locator('.jql-marked').innerText(), 'status = Done');
  await look(page, 'jql-why');
  await page.getByLabel('Issue', { exact: true }).fill('nothing');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('Type a key such as OPS-4').waitFor();
  await page.getByLabel('Issue', { exact: true }).fill('https://x.test/browse/ops-999999');
  await page.keyboard.press('Enter');
  await page.getByText('OPS-999999 is not here').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('why'));
});

await step('Escape in the panel gives the focus back to the row', 'ready', async (page) => {
  await open(page, 'project = PAY AND status = Done');
  await page.locator('[data-why]').nth(1).click();
  await page.getByText(/^It matches/).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-why'));
});

await step('what is undecided is named, and asked about before a file', 'ready', async (page) => {
  await page.goto(query('project = PAY AND comment ~ refund'));
  await page
    .getByText(/could not be decided/)
    .first()
    .waitFor();
  await editor(page).waitFor();
  await page.getByRole('button', { name: 'comment ~ refund' }).focus();
  assert.equal(await page.locator('.jql-marked').innerText(), 'comment ~ refund');
  await page.getByRole('button', { name: 'CSV' }).click();
  await page.getByRole('dialog').getByText('comment texts are not stored').waitFor();
  await look(page, 'jql-csv');
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Leave them out' }).click();
  assert.equal((await file).suggestedFilename(), 'issues.csv');
});

await step(
  'instances: counts, remarks, some of them, and Jira’s own count',
  'two',
  async (page) => {
    await open(page, 'sprint IS NOT EMPTY AND project != NONE');
    await page.getByText('Field “Sprint” is unknown here.').waitFor();
    await page.getByRole('button', { name: /^Dockside works/ }).click();
    await page.waitForURL(/instances=d3dockside/);
    await page.getByText('No issue matches').waitFor();
    await page.getByRole('button', { name: 'Ask all instances' }).click();
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Ask Jira too' }).click();
    await page
      .getByText(/Jira counts/)
      .first()
      .waitFor();
  },
);

await step('100,000 rows: few in the page, loaded on', 'jqlmany', async (page) => {
  await open(page, 'project != NONE');
  assert.equal(await total(page), 100_000);
  const region = page.getByRole('region', { name: 'Issues that match' });
  for (let i = 0; i < 25; i++) {
    await region.evaluate((e) => e.scrollBy(0, 700));
    await page.waitForTimeout(40);
    assert.ok((await rows(page).count()) < 80);
  }
  const last = await rows(page).last().getAttribute('data-row');
  assert.ok(Number(last) > 200, last);
  const nodes = await page.locator('*').count();
  assert.ok(nodes < 3000, `${nodes} nodes`);
});

await step('saved queries have counts, and what left them', 'ready', async (page) => {
  await page.goto(`${base}/jql`);
  await page.getByText('3 left').waitFor();
  await page.getByRole('link', { name: /Stuck in review/ }).click();
  await page.waitForURL(/saved=vq1/);
  await page.locator('[data-total]').waitFor();
  await page.getByRole('button', { name: 'Stuck in review' }).waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('Run in this browser').waitFor({ state: 'detached' });
  await page.getByText('Try one of these').waitFor();
});

await step('an example runs, and is remembered in this browser', 'ready', async (page) => {
  await page.goto(`${base}/jql`);
  await page.getByRole('button', { name: /most urgent first/ }).click();
  await page.waitForURL(/jql=/);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('Run in this browser').waitFor();
  await page.getByRole('button', { name: /^Forget project/ }).click();
  await page.getByText('Run in this browser').waitFor({ state: 'detached' });
});

await step('queries cannot be answered now: said, and retried', 'jqldown', async (page) => {
  await page.goto(query(kOpen));
  await page.getByText('Histories are still being read').first().waitFor();
  await look(page, 'jql-down');
  mock.reset('ready');
  await page.getByRole('button', { name: 'Retry' }).click();
  await rows(page).first().waitFor();
});

await step('the filter of a connection is judged here and by Jira', 'ready', async (page) => {
  await page.goto(`${base}/integrations/c7k2mnorthwind?tab=projects`);
  const field = page.locator('[data-ready] [data-field=filter]');
  await field.fill('comment ~ refund');
  await page.getByText('Valid · 3,214 of 42,900 issues match').waitFor();
  await page.getByText(/Jira is asked about every arrival/).waitFor();
  await page.getByText('Comment texts are not stored.').waitFor();
  await look(page, 'filter-undecided');
  await field.fill('labels = q4');
  await page.getByText('Decided here: every arrival is judged at once.').waitFor();
});

await step('rules by query: added, moved by keys, removed, saved', 'ready', async (page) => {
  Object.assign(mock.mock, { freshMapping: true });
  await page.goto(`${base}/integrations/c7k2mnorthwind?tab=mapping&part=types`);
  await page.getByText('Decides 14 issues').waitFor();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const fields = page.locator('[data-ready] [data-field^=type_queries]');
  await fields.nth(3).waitFor();
  await fields.nth(3).fill('"stroy points" > 3');
  await page.getByText('At column 1:').waitFor();
  await page.getByRole('button', { name: 'Use Story Points' }).click();
  await page.getByLabel('Rule 4 counts as').selectOption('feature');
  await page.getByRole('button', { name: 'Move rule 4 down' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.waitForFunction(() =>
    /Story Points/.test(document.querySelectorAll('[data-field^=type_queries]')[2].textContent),
  );
  await page.getByText('1 unsaved change').waitFor();
  await look(page, 'mapping-queries');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/Saved as version/).waitFor();
  assert.match(await text(page), /Rules by query/);
});

await end();
