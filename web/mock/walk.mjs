// Walks through the pages as a person would, with keys where that matters: node mock/walk.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, text } from './walk_kit.mjs';

const { base, mock, step, look, end } = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18606));

await step(
  'first run: token leaves the address, problems are named, then Home',
  'fresh',
  async (page) => {
    await page.goto(`${base}/setup#token=mock-token`);
    await page.getByLabel('Organisation').waitFor();
    assert.equal(new URL(page.url()).hash, '');
    assert.equal(await page.getByLabel('Setup token').inputValue(), 'mock-token');
    await page.getByRole('button', { name: 'Create organisation' }).click();
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('name')),
      'organisation',
    );
    await page.getByLabel('Organisation').fill('Northwind Trading');
    await page.getByLabel('Your name').fill('Ilse Okafor');
    await page.getByLabel('E-mail').fill('ilse@northwind.test');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create organisation' }).click();
    assert.match(await text(page), /At least 12 characters; you have 5/);
    await look(page, 'setup-errors');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Create organisation' }).click();
    await page.getByText('From Jira to your first number').waitFor();
  },
);

await step('a wrong setup token is said in the words of the server', 'fresh', async (page) => {
  await page.goto(`${base}/setup#token=nope`);
  for (const [label, value] of [
    ['Organisation', 'N'],
    ['Your name', 'I'],
    ['E-mail', 'i@n.test'],
    ['Password', 'correct horse battery'],
  ]) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Create organisation' }).click();
  await page.getByText('4 tries left').waitFor();
});

await step('sign-in returns to the page that was asked for', 'signedout', async (page) => {
  await page.goto(`${base}/flow?v=1&range=26w`);
  await page.getByLabel('E-mail').fill('ilse@northwind.test');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('E-mail or password is wrong').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Cycle time of finished issues' }).waitFor();
  assert.match(page.url(), /range=26w/);
});

await step('Sync now answers at once and ends with a result', 'ready', async (page) => {
  await page.goto(`${base}/integrations`);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByRole('button', { name: 'Syncing…' }).waitFor();
  await page.getByRole('button', { name: /Up to date/ }).waitFor();
});

await step('disconnect wants the name', 'ready', async (page) => {
  await page.goto(`${base}/integrations`);
  await page.getByRole('button', { name: 'More actions for northwind' }).click();
  await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await dialog.getByText('This is not "northwind".').waitFor();
  await look(page, 'disconnect');
  await dialog.getByLabel('Type northwind to confirm').fill('northwind');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('Nothing connected yet.', { exact: true }).waitFor();
});

const counted = (page) =>
  page.locator('dt', { hasText: 'Throughput' }).locator('xpath=../dd[1]').innerText().then(Number);

await step('a change in Jira changes the number within a second', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByRole('button', { name: /^Throughput:/ }).waitFor();
  const before = await counted(page);
  await page.waitForTimeout(400);
  await page.request.post(`${base}/__mock`, { data: { finish: true } });
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) =>
          e.textContent === 'Throughput' && Number(e.nextElementSibling?.textContent) === n + 1,
      ),
    before,
    { timeout: 1000 },
  );
});

await step('filters live in the URL and Back undoes them', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByRole('button', { name: /^Throughput:/ }).waitFor();
  const all = await counted(page);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('button', { name: 'Type', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Bug' }).check();
  await page.waitForURL(/type=Bug/);
  await page.keyboard.press('Escape');
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) => e.textContent === 'Throughput' && Number(e.nextElementSibling?.textContent) < n,
      ),
    all,
  );
  await look(page, 'flow-filtered');
  await page.goBack();
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) => e.textContent === 'Throughput' && Number(e.nextElementSibling?.textContent) === n,
      ),
    all,
  );
});

await step('the stream breaks: polling, and it is said', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByText('Cycle time p85').waitFor();
  mock.reset('down');
  mock.dropStreams();
  await page.getByText('live updates interrupted').waitFor();
  assert.match(await text(page), /Cycle time p85/);
  mock.reset('ready');
  await page.getByText('live updates interrupted').waitFor({ state: 'hidden', timeout: 12_000 });
});

await step('theme is kept, rail is kept', 'ready', async (page) => {
  await page.goto(base);
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Collapse' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Expand' }).waitFor();
  assert.equal(
    await page.evaluate(() => document.documentElement.dataset.mantineColorScheme),
    'dark',
  );
  await look(page, 'home-collapsed');
  await page.getByRole('button', { name: /account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
});

await end();
