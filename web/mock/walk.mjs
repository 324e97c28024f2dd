// Walks through the pages as a person would, with keys where that matters: node mock/walk.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { axeSource as source, axeTags as tags, launch } from './browser.mjs';
import { startMock } from './server.mjs';

const shots = process.argv[2];
if (shots) mkdirSync(shots, { recursive: true });
const port = 18606;
const base = `http://127.0.0.1:${port}`;
const mock = startMock(port);
const browser = await launch();
let passed = 0;
let failed = 0;

async function step(name, state, run) {
  mock.reset(state);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(8000);
  try {
    await run(page);
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n  ${String(error.stack).split('\n').slice(0, 6).join('\n  ')}`);
    if (shots) await page.screenshot({ path: `${shots}/failed-${name.replace(/\W+/g, '-')}.png` });
  }
  await page.close();
}

/** No violation in a state that only a walk reaches; a picture if asked for. */
async function look(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/walk-${name}.png` });
  await page.evaluate(source);
  const result = await page.evaluate((only) => axe.run({ runOnly: only }), tags);
  const found = result.violations.map((v) => `${v.id} ${v.nodes[0].target.join(' ')}`);
  assert.deepEqual(found, [], name);
}

const text = (page) => page.locator('body').innerText();

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

async function toCheck(page, token) {
  await page.goto(`${base}/integrations/connect/jira`);
  await page.getByLabel('Address of your Jira').fill('northwind.atlassian.net/browse/PAY-1');
  await page.getByText('Will connect to').waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('E-mail of the account').fill('throughline@northwind.test');
  await page.getByLabel('API token').fill(token);
  await page.getByRole('button', { name: 'Next' }).click();
}

await step('the wizard says what is missing and loses nothing', 'empty', async (page) => {
  await page.goto(`${base}/integrations/connect/jira`);
  await page.getByRole('button', { name: 'Next' }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'url');
  await toCheck(page, '  secret-token-1 ');
  await page.getByText('Manage webhooks').waitFor();
  await look(page, 'check');
  assert.match(await text(page), /polls every 5 min/);
  await page.getByRole('button', { name: 'Back' }).click();
  assert.equal(await page.getByLabel('API token').inputValue(), 'secret-token-1');
  assert.match(await text(page), /Step|Sign in/);
  assert.doesNotMatch(
    await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })),
    /secret/,
  );
  await page.reload();
  assert.equal(
    await page.getByLabel('E-mail of the account').inputValue(),
    'throughline@northwind.test',
  );
  assert.equal(await page.getByLabel('API token').inputValue(), '');
});

await step('a rejected token stops at the check, with the remedy', 'empty', async (page) => {
  await toCheck(page, 'bad');
  await page.getByText('Make a new token at id.atlassian.com').waitFor();
  await page.getByText('Something above must be put right first').waitFor();
  await look(page, 'check-failed');
  await page.getByRole('button', { name: 'Check again' }).waitFor();
});

await step(
  'projects are found on the server, and activation leads to live progress',
  'empty',
  async (page) => {
    await toCheck(page, 'secret');
    await page.getByText('Manage webhooks').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('All projects, future ones too').uncheck();
    await page.getByText('412 projects, 0 chosen').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Choose at least one project').waitFor();
    await page.getByLabel('Search projects by key or name').fill('mobile 3');
    await page.getByText('projects, 0 chosen').waitFor();
    await page.getByLabel('Mobile 30').check();
    await page.getByLabel('Or type keys').fill('pay, ops, x-1');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Not a project key: x-1').waitFor();
    await page.getByRole('button', { name: 'Remove OPS' }).waitFor();
    await look(page, 'scope');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Nothing. Comment texts and attachments').waitFor();
    await look(page, 'review');
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByText('Filling from northwind').waitFor();
    const percent = async () =>
      Number(
        await page
          .getByRole('progressbar', { name: 'Whole backfill' })
          .getAttribute('aria-valuenow'),
      );
    const before = await percent();
    await page.waitForFunction(
      (at) =>
        Number(
          document.querySelector('[aria-label="Whole backfill"]')?.getAttribute('aria-valuenow'),
        ) > at,
      before,
    );
    const seen = await percent();
    await page.reload();
    await page.getByText('Filling from northwind').waitFor();
    assert.ok((await percent()) >= seen);
    mock.mock.share = 0.99;
    await page.getByText('with their history are here').waitFor();
  },
);

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

await browser.close();
mock.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
