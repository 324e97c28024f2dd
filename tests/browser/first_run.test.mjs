// A newcomer's first half hour: set up, connect, watch it fill, and open a number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessible, kServerGone, needsBrowser, openPage, signIn } from '../lib/browser.mjs';
import { kAdmin, until, World } from '../lib/harness.mjs';

async function setUpByHand(page, server) {
  const token = await server.setupToken();
  await page.goto(`/setup#token=${token}`);
  assert.equal(await page.getByLabel('Setup token').inputValue(), token);
  await checkAccessible(page, 'the first run');
  await page.getByLabel('Organisation').fill('Example');
  await page.getByLabel('Your name').fill(kAdmin.name);
  await page.getByLabel('E-mail').fill(kAdmin.email);
  await page.getByLabel('Password', { exact: true }).fill(kAdmin.password);
  await page.getByRole('button', { name: 'Create organisation' }).click();
  await page.getByRole('heading', { name: 'What needs me today?' }).waitFor();
  assert.ok(!page.url().includes('token'), 'the token stayed in the address');
}

const next = (page) => page.getByRole('button', { name: 'Next', exact: true }).click();

async function connectByHand(page, { base_url, email, token }) {
  await page.goto('/integrations/connect/jira');
  await next(page);
  assert.ok(
    await page.getByLabel('Address of your Jira').evaluate((e) => e === document.activeElement),
  );
  await page.getByLabel('Address of your Jira').fill(`${base_url}/browse/ABC-1`);
  await page.getByText(`Will connect to ${base_url}`).waitFor();
  await checkAccessible(page, 'the wizard');
  await next(page);
  await page.getByLabel('E-mail of the account').fill(email);
  await page.getByLabel('API token').fill(` ${token} `);
  await page.getByText('Spaces around the token were removed.').waitFor();
  await next(page);
  await page.getByText('Signed in').first().waitFor();
  await checkAccessible(page, 'the check');
  await next(page);
  await page.getByLabel(/Only issues that match/).fill('created > "2000-01-01"');
  await page.getByText(/^Valid · /).waitFor();
  await checkAccessible(page, 'what to sync');
  await next(page);
  await page.getByLabel('Name of this connection').waitFor();
  await checkAccessible(page, 'the review');
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.waitForURL(/\/integrations\/[^/]+\/progress/);
}

test(
  'set up, connect and watch it fill; a reload and a restart lose nothing',
  needsBrowser(),
  async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 200 });
    const server = await world.startServer();
    const page = await openPage(t, world, { expected: `status of 401|${kServerGone}` });
    await setUpByHand(page, server);
    await connectByHand(page, world.sim.signIn());
    await page.getByRole('progressbar', { name: 'Whole backfill' }).waitFor();
    await page.reload();
    await page.getByText('with their history are here.').waitFor();
    await checkAccessible(page, 'the progress');
    await server.stop();
    await server.start();
    await page.reload();
    await page.getByText('with their history are here.').waitFor();
    await page.getByRole('link', { name: 'See the flow' }).click();
    await page.getByRole('heading', { name: 'Cycle time of finished issues' }).waitFor();
  },
);

test('a wrong token is explained and saves nothing', needsBrowser(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 10 } });
  const page = await openPage(t, world, { expected: 'status of (401|422)' });
  await signIn(page);
  await page.goto('/integrations/connect/jira');
  const { base_url, email } = world.sim.signIn();
  await page.getByLabel('Address of your Jira').fill(base_url);
  await next(page);
  await page.getByLabel('E-mail of the account').fill(email);
  await page.getByLabel('API token').fill('not-the-token');
  await next(page);
  await page.getByRole('button', { name: 'Check again' }).waitFor();
  await checkAccessible(page, 'a failed check');
  assert.equal((await world.server.api.get('/api/v1/connections')).items.length, 0);
});

test('a wrong password is refused in words', needsBrowser(), async (t) => {
  const world = new World(t);
  const server = await world.startServer();
  await server.setUp();
  const page = await openPage(t, world);
  await page.goto('/issues');
  await page.waitForURL(/\/sign-in/);
  await checkAccessible(page, 'the sign-in');
  await page.getByLabel('E-mail').fill(kAdmin.email);
  await page.getByLabel('Password', { exact: true }).fill('something else');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Password', { exact: true }).fill(kAdmin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/issues/);
});

for (const scheme of ['light', 'dark']) {
  test(`${scheme}: every page, and a change in Jira shows by itself`, needsBrowser(), async (t) => {
    const world = await World.begin(t, { sim: { issues: 200 } });
    const { id } = await world.connect();
    await world.untilFilled(id);
    const page = await openPage(t, world, { scheme, expected: 'status of (401|404)' });
    await signIn(page);
    await checkAccessible(page, 'home');

    await page.goto('/issues');
    const rows = page.getByRole('link', { name: /^[A-Z]+-\d+/ });
    await rows.first().waitFor();
    await checkAccessible(page, 'the issues');
    const key = (await rows.first().innerText()).match(/[A-Z]+-\d+/)[0];

    await page.goto(`/issues/${key}`);
    await page.getByText(key).first().waitFor();
    await checkAccessible(page, 'an issue');
    const summary = `Seen without a reload, ${scheme}`;
    await world.sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary } });
    await page.getByText(summary).first().waitFor();

    await page.goto('/flow');
    await page.getByRole('heading', { name: 'Cycle time of finished issues' }).waitFor();
    await checkAccessible(page, 'the flow');
    await page.getByRole('button', { name: 'How was this counted?' }).click();
    await page.getByText('Considered', { exact: true }).waitFor();
    assert.match(page.url(), /how/, 'the drawer is in the address');
    await checkAccessible(page, 'the drawer');
    await page.keyboard.press('Escape');
    await until('the drawer is closed', async () => !/how/.test(page.url()));

    for (const path of [
      '/integrations',
      `/integrations/${id}`,
      '/no/such/page',
      '/issues/NONE-1',
    ]) {
      await page.goto(path);
      await page.getByRole('heading').first().waitFor();
      await checkAccessible(page, path);
    }
  });
}
