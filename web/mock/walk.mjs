// Walks through the pages as a person would, with keys where that matters: node mock/walk.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, text } from './walk_kit.mjs';

const { base, mock, shots, step, look, end } = await startWalk(
  Number(process.env.TL_MOCK_PORT ?? 18606),
);

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
  await page.getByText('Cycle time of finished issues').waitFor();
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
  page.locator('dt', { hasText: 'Counted' }).locator('xpath=../dd[1]').innerText().then(Number);

await step('a change in Jira changes the number within a second', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByText('Cycle time of finished issues').waitFor();
  const before = await counted(page);
  await page.waitForTimeout(400);
  await page.request.post(`${base}/__mock`, { data: { finish: true } });
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) => e.textContent === 'Counted' && Number(e.nextElementSibling?.textContent) === n + 1,
      ),
    before,
    { timeout: 1000 },
  );
});

await step(
  'chart by keys: arrows, Enter, panel, Escape, and the URL keeps it',
  'ready',
  async (page) => {
    await page.goto(`${base}/flow`);
    const chart = page.getByRole('slider', { name: /Cycle time of finished issues/ });
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByText('Click or Enter opens it').waitFor();
    await look(page, 'flow-tip');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Where the time went').waitFor();
    const link = page.url();
    assert.match(link, /item=[A-Z]+-\d+/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.goBack();
    await dialog.waitFor();
    await dialog.getByRole('link', { name: 'Open the throughline' }).click();
    await page.getByRole('heading', { name: 'The throughline' }).waitFor();
  },
);

await step('filters live in the URL and Back undoes them', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByText('Cycle time of finished issues').waitFor();
  const all = await counted(page);
  await page.getByRole('button', { name: 'Type' }).click();
  await page.getByRole('checkbox', { name: 'Bug' }).check();
  await page.waitForURL(/type=Bug/);
  await page.keyboard.press('Escape');
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) => e.textContent === 'Counted' && Number(e.nextElementSibling?.textContent) < n,
      ),
    all,
  );
  await look(page, 'flow-filtered');
  await page.goBack();
  await page.waitForFunction(
    (n) =>
      [...document.querySelectorAll('dt')].some(
        (e) => e.textContent === 'Counted' && Number(e.nextElementSibling?.textContent) === n,
      ),
    all,
  );
});

await step('table, CSV and PNG carry the same numbers', 'ready', async (page) => {
  await page.goto(`${base}/flow?v=1&range=12w&view=table`);
  await page.getByRole('region', { name: 'Finished issues' }).waitFor();
  const n = await counted(page);
  await page.getByRole('button', { name: 'Export' }).click();
  const csv = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  const stream = await (await csv).createReadStream();
  let body = '';
  for await (const chunk of stream) body += chunk;
  assert.equal(body.trim().split('\n').length - 1, n);
  await page.getByRole('button', { name: 'Export' }).click();
  const png = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /PNG/ }).click();
  const file = await png;
  if (shots) await file.saveAs(`${shots}/walk-export.png`);
  let size = 0;
  for await (const chunk of await file.createReadStream()) size += chunk.length;
  assert.ok(size > 30_000, `PNG of ${size} bytes`);
});

await step('issue search is debounced, shareable and clears', 'ready', async (page) => {
  await page.goto(`${base}/issues`);
  await page.getByRole('searchbox').fill('refund');
  await page.waitForURL(/q=refund/);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL((url) => !url.search.includes('q='));
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
});

await step('the issue list draws few rows and loads on', 'ready', async (page) => {
  await page.goto(`${base}/issues`);
  await page.getByText('100 of 620 loaded').waitFor();
  assert.ok((await page.locator('tbody tr').count()) < 60);
  for (let i = 0; i < 12; i++) await page.mouse.wheel(0, 1500).then(() => page.waitForTimeout(60));
  await page.waitForFunction(() => /[2-6]00 of 620 loaded/.test(document.body.innerText));
  assert.ok((await page.locator('*').count()) < 3000);
});

await step('the throughline is read with keys and zooms', 'ready', async (page) => {
  await page.goto(`${base}/issues/PAY-180`);
  const line = page.getByRole('slider', { name: /Cursor on the time axis/ });
  await line.focus();
  await page.keyboard.press('Home');
  const first = await line.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await line.getAttribute('aria-valuetext'), first);
  for (let i = 0; i < 4; i++) await page.keyboard.press('+');
  await look(page, 'issue-zoomed');
  await page.keyboard.press('0');
  await page.getByRole('button', { name: /Comments/ }).click();
  assert.equal(
    await page.getByRole('button', { name: /Comments/ }).getAttribute('aria-pressed'),
    'false',
  );
});

await step('the stream breaks: polling, and it is said', 'ready', async (page) => {
  await page.goto(`${base}/flow`);
  await page.getByText('Cycle time of finished issues').waitFor();
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
