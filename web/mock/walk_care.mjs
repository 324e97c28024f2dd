// The Manage page, the mapping and the writes as a person uses them, with keys where that matters:
// node mock/walk_care.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { focusedName, startWalk, tabTo, text } from './walk_kit.mjs';

const walk = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18616));
const { mock } = walk;
const base = `${walk.base}/integrations/c7k2mnorthwind`;

const step = (name, state, run) =>
  walk.step(name, state, (page) => {
    mock.mock.freshMapping = true;
    mock.mock.patched = {};
    return run(page);
  });

/** Drawers and dialogs fade in: contrast is measured when they stand. */
async function look(page, name) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role=dialog]')].every(
      (dialog) =>
        getComputedStyle(dialog).opacity === '1' &&
        dialog.getAnimations().every((animation) => animation.playState === 'finished'),
    ),
  );
  await walk.look(page, name);
}

const rows = (page) =>
  page
    .getByRole('group', { name: 'Workflow' })
    .locator('tbody tr')
    .evaluateAll((list) => list.map((row) => row.getAttribute('data-entry')));
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

await step('mapping by keys only: a stage, a line, a status, save, undo', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping`);
  await page.getByRole('heading', { name: 'Workflow' }).waitFor();
  await tabTo(page, /Stage of Parked/);
  await page.keyboard.press('b');
  await page.getByText('1 unsaved change').waitFor();
  await tabTo(page, /Drag Start line, or use the arrow keys/);
  const before = await rows(page);
  await page.keyboard.press('ArrowDown');
  const after = await rows(page);
  assert.notDeepEqual(after, before);
  assert.equal(after.indexOf('l:start'), before.indexOf('l:start') + 1);
  await page.getByText('Start line is now before Waiting for vendor').waitFor();
  assert.equal(await focused(page), 'Drag Start line, or use the arrow keys');
  await tabTo(page, /Move Waiting for vendor down/);
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'Move Waiting for vendor down');
  await look(page, 'mapping-edited');
  await tabTo(page, /3 unsaved changes/);
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Changes' }).getByText('Start line').waitFor();
  await look(page, 'mapping-changes');
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Saved as version 5').waitFor();
  assert.equal((await rows(page)).indexOf('s:8') >= 0, true);
  await look(page, 'mapping-saved');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 status to look at first').waitFor();
});

await step('a line at an end does not go further and says so', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping`);
  const grip = page.getByRole('button', { name: 'Drag Finish line, or use the arrow keys' });
  await grip.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowUp');
  const order = await rows(page);
  assert.equal(order.indexOf('l:finish'), order.indexOf('l:start') + 1);
  await page.getByText('Finish line cannot go further').waitFor();
});

await step('a line is dragged, Escape puts it back, Undo is one step', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping`);
  const grip = page.getByRole('button', { name: 'Drag Start line, or use the arrow keys' });
  await grip.waitFor();
  const before = await rows(page);
  const to = async (name) => {
    const box = await page.getByRole('rowheader', { name }).boundingBox();
    return { x: box.x + 20, y: box.y + box.height / 2 };
  };
  const drag = async () => {
    const box = await grip.boundingBox();
    await page.mouse.move(box.x + 8, box.y + 8);
    await page.mouse.down();
    const target = await to('Ready for release');
    await page.mouse.move(target.x, target.y - 60, { steps: 4 });
    await page.mouse.move(target.x, target.y, { steps: 4 });
  };
  await drag();
  assert.notDeepEqual(await rows(page), before);
  await page.keyboard.press('Escape');
  assert.deepEqual(await rows(page), before);
  await page.mouse.up();
  await drag();
  await page.mouse.up();
  const moved = await rows(page);
  assert.ok(moved.indexOf('l:start') > before.indexOf('l:start') + 1);
  await page.getByRole('region', { name: 'Unsaved changes' }).getByText('Undo').click();
  assert.deepEqual(await rows(page), before);
});

await step('a conflict names who and when, shows it, and is overwritten', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping&part=types`);
  await page.getByLabel('Tech Debt counts as').selectOption('chore');
  await page.getByText('1 unsaved change').waitFor();
  mock.mock.state = 'conflict';
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Mara Veld changed this mapping 2 min ago.').waitFor();
  await page.getByRole('button', { name: 'See changes' }).click();
  await page.getByRole('alert').getByText('Epic').waitFor();
  await look(page, 'mapping-conflict');
  await page.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText(/Saved as version \d+/).waitFor();
  assert.equal(await page.getByLabel('Tech Debt counts as').inputValue(), 'chore');
  assert.equal(await page.getByLabel('Epic counts as').inputValue(), 'other');
});

await step('unsaved changes are not left by mistake', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping`);
  await page.getByLabel('Stage of Open').selectOption('active');
  await page.getByRole('link', { name: 'Issue types' }).click();
  await page.getByText('1 unsaved change').waitFor();
  await page.getByRole('link', { name: 'Fields' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await dialog.waitFor();
  await look(page, 'leave');
  await dialog.getByRole('button', { name: 'Stay here' }).click();
  assert.match(page.url(), /tab=mapping/);
  await page.getByText('1 unsaved change').waitFor();
  await page.getByRole('link', { name: 'Fields' }).click();
  await dialog.getByRole('button', { name: 'Leave and forget' }).click();
  await page.getByRole('heading', { name: 'Fields of this Jira' }).waitFor();
});

await step('discard forgets, versions are listed', 'ready', async (page) => {
  await page.goto(`${base}?tab=mapping&part=resolutions`);
  await page.getByRole('switch', { name: 'Duplicate cancels the work' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('unsaved change').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('dialog').getByText('In use').waitFor();
  await look(page, 'mapping-versions');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

await step('what a narrower choice drops is said before it is saved', 'ready', async (page) => {
  await page.goto(`${base}?tab=projects`);
  await page.getByRole('radio', { name: 'Chosen ones' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Choose at least one project').waitFor();
  await page.getByRole('checkbox', { name: /^PAY/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('402 stored issues are outside of the new choice.').waitFor();
  await look(page, 'scope-preview');
  await dialog.getByRole('radio', { name: 'Delete them here' }).check();
  await dialog.getByRole('button', { name: 'Save and delete 402' }).click();
  await page.getByText('Saved.').waitFor();
});

await step('a change of somebody else is not overwritten unseen', 'ready', async (page) => {
  await page.goto(`${base}?tab=access`);
  await page.getByRole('switch', { name: 'Worklogs' }).click();
  mock.mock.state = 'conflict';
  const card = page.locator('section', { hasText: 'What may be written to Jira' });
  await card.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Mara Veld changed this connection 2 min ago.').waitFor();
  await look(page, 'access-conflict');
  mock.mock.state = 'ready';
  await page.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved.').waitFor();
});

await step('a rejected token changes nothing, a good one is taken', 'ready', async (page) => {
  await page.goto(`${base}?tab=access`);
  await page.getByRole('button', { name: 'Check and replace' }).click();
  await page.getByText('Paste the API token.').waitFor();
  assert.equal(await focusedName(page), 'token');
  await page.getByLabel('API token').fill('bad');
  await page.getByRole('button', { name: 'Check and replace' }).click();
  await page.getByText('The present one goes on serving').waitFor();
  await look(page, 'access-rejected');
  await page.getByLabel('API token').fill('fine');
  await page.getByRole('button', { name: 'Check and replace' }).click();
  await page.getByText('the new sign-in is in use').waitFor();
  assert.equal(await page.getByLabel('API token').inputValue(), '');
});

await step('history is filtered in the address, Back undoes it', 'ready', async (page) => {
  await page.goto(`${base}?tab=history`);
  await page.getByText('59 of 59').waitFor();
  await page.getByRole('button', { name: 'Result' }).click();
  await page.getByRole('checkbox', { name: 'Failed' }).check();
  await page.waitForURL(/state=failed/);
  await page.keyboard.press('Escape');
  await page.getByText('8 of 59').waitFor();
  await page.goBack();
  await page.getByText('59 of 59').waitFor();
});

await step('custom fields are chosen one by one', 'ready', async (page) => {
  await page.goto(`${base}?tab=fields`);
  await page.getByRole('radio', { name: 'Chosen ones' }).check();
  await page.getByLabel('Search fields by name or id').fill('sever');
  await page.getByRole('checkbox', { name: 'Store Severity' }).uncheck();
  await page.getByText('No longer, once saved').waitFor();
  await look(page, 'fields-chosen');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.getByText('Saved.').waitFor();
});

await step('a webhook that is gone is renewed', 'silent', async (page) => {
  await page.goto(`${base}?tab=webhooks`);
  await page.getByText('Gone from Jira').waitFor();
  await page.getByRole('button', { name: 'Renew' }).click();
  await page.getByText('Asked Jira to register what was missing.').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});

await step('files are added one after the other, and what came is said', 'many', async (page) => {
  await page.goto(`${walk.base}/integrations/f1archive`);
  const file = (name) => ({ name, mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.locator('input[type=file]').setInputFiles([file('a.json'), file('b.json')]);
  await page.getByText('b.json').waitFor();
  await page.getByText('50 issues, 50 histories, 12 worklogs').first().waitFor();
  await page.getByText('1 thing not taken').first().click();
  await look(page, 'files');
});

await step('writes are read page by page and per connection', 'many', async (page) => {
  await page.goto(`${walk.base}/writes`);
  await page.getByText('50 writes shown').waitFor();
  await page.getByRole('button', { name: 'Show older' }).click();
  await page.getByText('73 writes, that is all').waitFor();
  await page.getByLabel('Connection').selectOption('d3dockside');
  await page.waitForURL(/connection=d3dockside/);
  await page.getByText('14 writes, that is all').waitFor();
  assert.doesNotMatch(await text(page), /northwind\s+Webhook/);
});

await walk.end();
