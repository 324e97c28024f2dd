// The wizard, the progress and the comparison as a person uses them, once by keys only:
// node mock/walk_connect.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { toCheck, toScope, toSignIn, toSite } from './connect_scenes.mjs';
import { focusedName, startWalk, tabTo, text } from './walk_kit.mjs';

const { base, mock, step, look, end } = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18607));
const wizard = `${base}/integrations/connect/jira`;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const stored = (page) =>
  page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));

await step('Next says what is missing and goes there', 'empty', async (page) => {
  await page.goto(wizard);
  await press(page, 'Next');
  await page.getByText('Paste the address of your Jira').waitFor();
  assert.equal(await focusedName(page), 'url');
  await toSignIn(page);
  await press(page, 'Next');
  await page.getByText('Enter the e-mail of the account').waitFor();
  assert.equal(await focusedName(page), 'email');
  await look(page, 'sign-in-errors');
});

await step('the draft survives Back and reload, the token does not', 'empty', async (page) => {
  await page.goto(wizard);
  await toCheck(page, '  secret-token-1 ');
  await press(page, 'Back');
  const token = page.getByLabel('API token', { exact: true });
  assert.equal(await token.inputValue(), 'secret-token-1');
  await page.getByRole('button', { name: 'Where' }).click();
  await page.getByText('Jira Cloud found').waitFor();
  assert.doesNotMatch(await stored(page), /secret/);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.reload();
  await page.getByText('You go on with a draft').waitFor();
  assert.equal(
    await page.getByLabel('E-mail of the account').inputValue(),
    'throughline@northwind.test',
  );
  assert.equal(await token.inputValue(), '');
  await look(page, 'resumed');
  // A later step is not reached without the token.
  await page.getByRole('button', { name: /Check$/ }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await press(page, 'Start over');
  assert.equal(await page.getByLabel('Address of your Jira').inputValue(), '');
});

await step('a pasted token is trimmed, and that is said', 'empty', async (page) => {
  await page.goto(wizard);
  await toSignIn(page);
  await page.getByLabel('API token', { exact: true }).fill(' "ATATT" ');
  await page.getByText('Spaces around the token were removed').waitFor();
  await page.getByRole('button', { name: 'Show or hide the token' }).click();
  assert.equal(await page.getByLabel('API token', { exact: true }).getAttribute('type'), 'text');
});

await step('an address that is wrong is put right from where it is said', 'empty', async (page) => {
  await page.goto(wizard);
  await toSite(page, 'https://html.test');
  await press(page, 'Next');
  await page.waitForFunction(() => document.activeElement?.dataset.field === 'site');
  await press(page, 'Try html.test/jira');
  await page.getByText('Jira Data Center 10.3.1 found').waitFor();
  await toSite(page, 'https://tls.test');
  await press(page, 'Upload CA certificate');
  await page.waitForFunction(() => document.activeElement?.dataset.field === 'ca');
  await page
    .getByLabel('Own certificate authority')
    .fill('-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----');
  await page.getByText('This is a private key').waitFor();
  await page
    .getByLabel('Own certificate authority')
    .fill('-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----');
  await page.getByText('1 certificate trusted').waitFor();
  await page.getByText('Jira Data Center 9.4.0 found').waitFor();
  await look(page, 'own-ca');
});

await step('each kind of Jira asks what it needs', 'empty', async (page) => {
  await page.goto(wizard);
  await toSignIn(page, 'https://jira.dockside.test/jira/secure/Dashboard.jspa');
  await page.getByLabel('Personal access token', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('E-mail of the account').count(), 0);
  await page.getByText('Advanced').click();
  await press(page, 'Use user name and password');
  await page.getByLabel('User name').waitFor();
  await page.getByText(/Jira wants a CAPTCHA/).waitFor();
  assert.equal(await page.getByLabel('The token expires on').count(), 0);
  await look(page, 'password');
  await page.getByRole('button', { name: 'Where' }).click();
  await toSite(page, 'https://tracker.old.test');
  await press(page, 'Next');
  await page.getByText('Jira 7.13.0 has no personal access tokens').waitFor();
  // Overriding what was found changes the fields.
  await page.getByRole('button', { name: 'Where' }).click();
  await page.getByLabel('Cloud', { exact: true }).check();
  await page.getByText('The site says it is Server').waitFor();
  await press(page, 'Next');
  await page.getByLabel('API token', { exact: true }).waitFor();
});

await step('a rejected token stops at the check, with the way back', 'empty', async (page) => {
  await page.goto(wizard);
  await toCheck(page, 'bad');
  await page.getByText('Make a new token at id.atlassian.com').waitFor();
  await press(page, 'Next');
  await page.getByText(/Not yet: “Signed in” failed/).waitFor();
  await page.waitForFunction(() => document.activeElement?.dataset.field === 'check');
  await press(page, 'Change the sign-in');
  await page.getByLabel('API token', { exact: true }).fill('scoped');
  await press(page, 'Next');
  await page.getByText('This is a token with scopes').waitFor();
});

await step('the filter is judged as it is typed', 'empty', async (page) => {
  await page.goto(wizard);
  await toScope(page);
  const field = page.getByLabel(/Only issues that match/);
  await field.fill('type = Bug AND "stroy points" > 3');
  await page.getByText('Line 1, column 16: field "stroy points" does not exist.').waitFor();
  await press(page, 'Next');
  await page.getByText('Put the filter right, or leave it empty').waitFor();
  assert.equal(await focusedName(page), 'filter');
  await press(page, 'Use “Story Points”');
  assert.equal(await field.innerText(), 'type = Bug AND "Story Points" > 3');
  await page.getByText('Valid · 3,214 of 42,900 issues match').waitFor();
  await page.getByText('PAY-1377').waitFor();
  await field.fill('labels = nothing');
  await page.getByText('Valid, but matches nothing').waitFor();
  await field.fill('labels = busy');
  await page.getByText('Cannot be checked now (Jira 503); saved unchecked').waitFor();
  await press(page, 'Next');
  await page.getByLabel('Name of this connection').waitFor();
});

await step(
  'projects are found on the server, keys are checked one by one',
  'empty',
  async (page) => {
    await page.goto(wizard);
    await toScope(page);
    await page.getByLabel('Chosen projects').check();
    await page.getByText('412 projects, 0 chosen').waitFor();
    await press(page, 'Next');
    await page.getByText('Choose at least one project').waitFor();
    await page.getByLabel('Search projects by key or name').fill('mobile 3');
    await press(page, 'Select all 11 matching');
    await page.getByText('11 projects, 11 chosen').waitFor();
    await page.getByLabel('Or type keys').fill('pay, ops, x-1, xray');
    await press(page, 'Check and add 3');
    await page.getByText('Not a project key: x-1').waitFor();
    await page.getByText('2 projects added; 1 is not visible and was left out').waitFor();
    await page.getByRole('button', { name: 'Remove OPS' }).click();
    await page.getByText('11 projects, 12 chosen').waitFor();
    await page.getByLabel('Search projects by key or name').fill('');
    await press(page, 'Select all 412');
    await page.getByText('412 projects, 412 chosen').waitFor();
    await look(page, 'projects');
  },
);

await step(
  'activation leads to progress, and from there to the comparison',
  'empty',
  async (page) => {
    await page.goto(wizard);
    await toScope(page);
    await press(page, 'Next');
    await page.getByText('Nothing: read-only').waitFor();
    await look(page, 'review');
    await press(page, 'Activate');
    await page.getByText('Filling from northwind').waitFor();
    assert.doesNotMatch(await stored(page), /tl\.connect\.jira/);
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
    await page.getByRole('link', { name: 'Compare with Jira' }).click();
    await page.getByText('What is here agrees with Jira').waitFor();
    assert.match(page.url(), /\/integrations\/c7k2mnorthwind\/verify$/);
  },
);

await step('the comparison says what differs, and can be made again', 'differs', async (page) => {
  await page.goto(`${base}/connections/c7k2mnorthwind/verify`);
  await page.getByText('Something differs from Jira').waitFor();
  assert.match(page.url(), /\/integrations\//);
  const first = page.locator('tbody tr').first();
  assert.match(await first.innerText(), /Differs/);
  mock.reset('ready');
  await press(page, 'Compare again');
  await page.getByText('20 of 20 compared issues').waitFor();
});

await step('why nothing? worst first, with the way to the remedy', 'silent', async (page) => {
  await page.goto(`${base}/integrations/c7k2mnorthwind`);
  await page.getByText('It works, but one thing is missing').waitFor();
  await press(page, 'Ask Jira too');
  await page.getByText('One thing stops it.').waitFor();
  const titles = await page.locator('li[data-severity] b').allInnerTexts();
  assert.deepEqual(titles, [
    'The filter matches nothing',
    'The webhook is gone from Jira',
    'Some issues can no longer be seen',
  ]);
  await page.getByRole('link', { name: 'Check webhooks' }).click();
  await page.waitForURL(/tab=webhooks/);
});

await step('from the address to Activate by keys only', 'empty', async (page) => {
  await page.goto(wizard);
  await page.getByLabel('Address of your Jira').waitFor();
  await tabTo(page, /\burl\b/);
  await page.keyboard.type('northwind.atlassian.net/browse/PAY-1');
  await page.getByText('Jira Cloud found').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tabTo(page, /\bemail\b/);
  await page.keyboard.type('throughline@northwind.test');
  await tabTo(page, /\btoken\b/);
  await page.keyboard.type('secret');
  await tabTo(page, /Next/);
  await page.keyboard.press('Enter');
  await page.getByText('Check again').waitFor();
  await tabTo(page, /Next/);
  await page.keyboard.press('Enter');
  await page.getByLabel(/Only issues that match/).waitFor();
  await tabTo(page, /allProjects/);
  await page.keyboard.press('ArrowDown');
  await page.getByText('412 projects, 0 chosen').waitFor();
  await tabTo(page, /Search projects/);
  await page.keyboard.type('P40');
  await page.getByText('11 projects').waitFor();
  await tabTo(page, /P40/);
  await page.keyboard.press('Space');
  await page.getByText('11 projects, 1 chosen').waitFor();
  await tabTo(page, /Or type keys/);
  await page.keyboard.type('web, xray');
  await page.keyboard.press('Enter');
  await page.getByText('1 project added').waitFor();
  await tabTo(page, /\bfilter\b/);
  await page.keyboard.type('type = Bug');
  await page.getByText('Valid · 3,214').waitFor();
  await tabTo(page, /Rule actions/);
  await page.keyboard.press('Space');
  await page.getByText('May write rule actions').waitFor();
  await tabTo(page, /Next/);
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of this connection').waitFor();
  assert.match(await text(page), /2 projects: P40, WEB/);
  await tabTo(page, /Activate$/);
  await page.keyboard.press('Enter');
  await page.getByText('Filling from northwind').waitFor();
});

await end();
