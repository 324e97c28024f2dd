// The delivery log, replay, the webhook check and the ledger as a person uses them, with keys where
// that matters: node mock/walk_proof.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, tabTo, text } from './walk_kit.mjs';

const walk = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18640));
const { mock, step, look } = walk;
const base = `${walk.base}/integrations/c7k2mnorthwind`;
const log = `${base}?tab=webhooks`;
const ledger = `${base}?tab=ledger`;

const table = (page) => page.getByRole('region', { name: 'Deliveries' });
const dialog = (page) => page.getByRole('dialog');
const opened = async (page) => {
  await dialog(page).getByText('What was done with it').waitFor();
  await page.waitForTimeout(300);
};

await step(
  'a delivery by keys only: rows, detail, body, back to its row',
  'ready',
  async (page) => {
    await page.goto(log);
    await table(page).waitFor();
    await tabTo(page, /\d\d:\d\d:\d\d/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/delivery=4998/);
    await opened(page);
    await look(page, 'delivery');
    await dialog(page).locator('summary', { hasText: 'Body' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The whole body').waitFor();
    const issue = page.getByRole('button', { name: /^issue/ });
    assert.equal(await issue.getAttribute('aria-expanded'), 'true');
    await issue.focus();
    await page.keyboard.press('Enter');
    assert.equal(await issue.getAttribute('aria-expanded'), 'false');
    await look(page, 'delivery-body');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    assert.doesNotMatch(page.url(), /delivery=/);
    const row = await page.evaluate(
      () => document.activeElement?.closest('[data-row]')?.dataset.row,
    );
    assert.equal(row, '2', 'the focus is back on its row');
  },
);

await step('the log is filtered in the address, Back undoes it', 'ready', async (page) => {
  await page.goto(log);
  await table(page).waitFor();
  await page.getByLabel('Result').selectOption('failed');
  await page.waitForURL(/result=failed/);
  await page.getByText(/\d+ shown, that is all/).waitFor();
  assert.equal(await table(page).getByText('Accepted').count(), 0);
  await page.getByLabel('Issue key or id').fill('zz-1');
  await page.keyboard.press('Enter');
  await page.waitForURL(/issue=ZZ-1/);
  await page.getByText('No delivery matches').waitFor();
  await look(page, 'deliveries-nomatch');
  await page.goBack();
  await table(page).waitFor();
  await page.goBack();
  await page.getByText('50 shown, older ones come as you scroll').waitFor();
  await page.getByRole('button', { name: /^Time:/ }).click();
  await page.getByRole('button', { name: 'Last 24 hours' }).click();
  await page.waitForURL(/within=24h/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.waitForURL((url) => !url.search.includes('within'));
});

await step('older deliveries come as one scrolls', 'ready', async (page) => {
  await page.goto(log);
  await table(page).waitFor();
  await table(page).evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await page.getByText('100 shown').waitFor();
  const drawn = await page.locator('[data-row]').count();
  assert.ok(drawn < 60, `${drawn} rows are in the page`);
});

await step('new ones appear by themselves, and wait while one reads', 'ready', async (page) => {
  await page.goto(log);
  await table(page).waitFor();
  mock.mock.arriving = 2;
  await page.getByText('52 shown').waitFor();
  await table(page).evaluate((it) => it.scrollTo(0, 200));
  const button = page.getByRole('button', { name: /^Show .* new ones$/ });
  await button.waitFor();
  mock.mock.arriving = 0;
  await look(page, 'deliveries-held');
  await button.click();
  await page.getByText('New ones appear by themselves').waitFor();
});

await step('one delivery is replayed', 'ready', async (page) => {
  await page.goto(`${log}&delivery=4998`);
  await opened(page);
  await dialog(page).getByRole('button', { name: 'Replay' }).click();
  await page.getByText('It is processed again').waitFor();
  await dialog(page).getByText('1×').waitFor();
});

await step('a rejected one cannot be, and says why', 'ready', async (page) => {
  await page.goto(`${log}&delivery=4991`);
  await opened(page);
  await dialog(page).getByText('A rejected delivery cannot be processed').waitFor();
  assert.equal(await dialog(page).getByRole('button', { name: 'Replay' }).count(), 0);
  await look(page, 'delivery-rejected');
});

await step('all failed of a range are replayed; how many is said before', 'ready', async (page) => {
  await page.goto(log);
  await table(page).waitFor();
  await page.getByRole('button', { name: 'Replay…' }).click();
  await dialog(page)
    .getByText(/\d+ deliveries match/)
    .waitFor();
  await dialog(page).getByText('replaying twice is the same as replaying once').waitFor();
  await look(page, 'replay');
  await dialog(page).getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText(/deliveries are processed again/).waitFor();
  await page.getByLabel('Result').selectOption('failed');
  await page.getByText('No delivery matches').waitFor();
});

await step('the check waits for an event and counts down', 'ready', async (page) => {
  await page.goto(log);
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.getByText(/left to wait for an event/).waitFor();
  await page.getByText('Jira lists our webhook').waitFor();
  await look(page, 'check-waiting');
});

await step('the check changes an issue only after a yes', 'ready', async (page) => {
  await page.goto(log);
  await page.getByText('Let Throughline make the event').click();
  await page.getByRole('button', { name: 'Change it and check' }).click();
  await page.getByText('Name an issue, like PAY-120.').waitFor();
  await page.getByLabel('Issue to change').fill('pay-120');
  await page.getByRole('button', { name: 'Change it and check' }).click();
  await page.getByText('Nothing is changed without your yes.').waitFor();
  assert.equal(mock.mock.check, null, 'nothing was asked of the server');
  await page.getByRole('checkbox', { name: /Yes, change PAY-120/ }).check();
  await page.getByRole('button', { name: 'Change it and check' }).click();
  await page.getByText('Events come through').waitFor();
  await look(page, 'check-passed');
});

await step('the check says where it breaks and what to do', 'hookfails', async (page) => {
  await page.goto(log);
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.getByText('It breaks at “The address answers”.').waitFor();
  await page.getByText('What to do:').waitFor();
});

await step('address and secret are rotated; the old one goes on serving', 'ready', async (page) => {
  await page.goto(log);
  await page.getByRole('button', { name: 'Rotate…' }).click();
  await dialog(page).getByText('Nothing is lost in between.').waitFor();
  await look(page, 'rotate');
  await dialog(page).getByRole('button', { name: 'Rotate address and secret' }).click();
  await page.getByText('Serves until the new one is heard from').waitFor();
});

await step(
  'the ledger: chosen projects are proven, sorting is in the address',
  'differs',
  async (page) => {
    await page.goto(ledger);
    await page.getByRole('heading', { name: '3 differences from Jira' }).waitFor();
    await page.getByRole('button', { name: 'In Jira' }).click();
    await page.waitForURL(/sort=-theirs/);
    await page.getByRole('checkbox', { name: 'Choose OPS' }).check();
    await page.getByText('1 project chosen').waitFor();
    await look(page, 'ledger-chosen');
    await page.getByRole('button', { name: 'Prove OPS now' }).click();
    await page.getByText('Being proven…').waitFor();
    await page.getByText('0 of 1 project so far').waitFor();
    await page.getByRole('heading', { name: /^Complete as of/ }).waitFor();
  },
);

await step('the ledger: one project in a panel, and back', 'differs', async (page) => {
  await page.goto(ledger);
  await page.getByRole('link', { name: 'SEC' }).click();
  await dialog(page).getByText('the account lost Browse Projects').waitFor();
  await page.waitForTimeout(300);
  await look(page, 'ledger-project');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'SEC');
});

await step(
  'the ledger: hundreds of projects, found and drawn by parts',
  'manyprojects',
  async (page) => {
    await page.goto(ledger);
    await page.getByText('412 projects', { exact: true }).waitFor();
    assert.ok((await page.locator('[data-row]').count()) < 60);
    await page.getByLabel('Find a project').fill('SEC1');
    await page.getByText(/^\d+ of 412 projects$/).waitFor();
    await page.getByRole('button', { name: 'Open', exact: true }).last().click();
    await page.waitForURL(/differences=open/);
    await page.getByText('12 differences, that is all').waitFor();
  },
);

await step('a count that does not add up is seen everywhere', 'alarm', async (page) => {
  await page.goto(walk.base);
  const alert = page.getByRole('alert').filter({ hasText: 'does not add up' });
  await alert.waitFor();
  await page.getByRole('button', { name: /northwind: a count does not add up/ }).waitFor();
  await alert.getByRole('link', { name: /Open the ledger/ }).click();
  await page.getByText('3 of them are unaccounted for.').waitFor();
  await page.goto(`${walk.base}/integrations`);
  await page.getByText('A count does not add up').first().waitFor();
});

await step('the freshness strip leads to the ledger', 'ready', async (page) => {
  await page.goto(`${walk.base}/flow`);
  await page.getByRole('link', { name: /complete as of/ }).click();
  await page.waitForURL(/tab=ledger/);
  await page.getByRole('heading', { name: /^Complete as of/ }).waitFor();
});

await step('a viewer sees the ledger and not the deliveries', 'viewer', async (page) => {
  await page.goto(ledger);
  await page.getByRole('heading', { name: /^Complete as of/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Prove now' }).count(), 0);
  await page.goto(log);
  await page.getByText('Deliveries are not shown to viewers').waitFor();
  assert.doesNotMatch(await text(page), /Rotate/);
});

await step('while paused nothing is proven, and it says why', 'paused', async (page) => {
  await page.goto(ledger);
  await page.getByText('resume it to compare with Jira').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Prove now' }).count(), 0);
});

await walk.end();
