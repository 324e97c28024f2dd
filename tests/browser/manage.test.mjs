// Connecting each kind of Jira by hand, and the Manage page with all its tabs, on the real program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessible, keepPicture, needsBrowser, openPage, signIn } from '../lib/browser.mjs';
import { kFlavours } from '../lib/flavours.mjs';
import { until, World } from '../lib/harness.mjs';

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const next = (page) => press(page, 'Next');

/** Fills what the sign-in step asks of this kind of Jira. */
async function fillSignIn(page, { method, email, token }) {
  if (method === 'password') {
    const user = page.getByLabel('User name');
    const advanced = page.getByText('Advanced');
    if ((await user.count()) === 0) {
      await advanced.click();
      await press(page, 'Use user name and password');
    }
    await user.fill(email);
    await page.getByLabel('Password', { exact: true }).fill(token);
    return;
  }
  await page.getByLabel('Personal access token', { exact: true }).fill(token);
}

for (const flavour of kFlavours.filter(({ is }) => is.flavour !== 'cloud')) {
  test(`the wizard connects ${flavour.name}`, needsBrowser(), async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 60, flavour });
    const server = await world.startServer();
    await server.setUp();
    const page = await openPage(t, world);
    await signIn(page);
    await page.goto('/integrations/connect/jira');
    await page.getByLabel('Address of your Jira').fill(`${world.sim.address}/browse/SHOP-1`);
    await page.getByText(/Jira (Data Center|Server) .* found/).waitFor();
    await next(page);
    await fillSignIn(page, world.sim.signIn());
    await checkAccessible(page, 'the sign-in');
    await next(page);
    await page.getByText('Signed in').first().waitFor();
    await checkAccessible(page, 'the check');
    await next(page);
    await page.getByLabel(/Only issues that match/).waitFor();
    await next(page);
    await press(page, 'Activate');
    await page.waitForURL(/\/integrations\/[^/]+\/progress/);
    const [{ id }] = (await server.api.get('/api/v1/connections')).items;
    await world.untilFilled(id);
    await page.goto(`/integrations/${id}/verify`);
    await page.getByRole('list', { name: 'What was compared' }).waitFor();
    await page.getByRole('region', { name: 'Compared issues' }).waitFor();
    await checkAccessible(page, 'the comparison');
  });
}

const kTabs = [
  ['overview', 'heading', 'This connection'],
  ['projects', 'heading', 'What is followed'],
  ['mapping', 'heading', 'Workflow'],
  ['mapping&part=types', 'heading', 'What the issue types count as'],
  ['fields', 'heading', 'Fields of this Jira'],
  ['worklogs', 'heading', 'Worklogs'],
  ['webhooks', 'heading', 'Webhooks'],
  ['history', 'heading', 'Sync history'],
  ['access', 'heading', 'What may be written to Jira'],
  ['danger', 'heading', 'Danger zone'],
];

for (const scheme of ['light', 'dark']) {
  test(`${scheme}: every tab of the Manage page`, needsBrowser(), async (t) => {
    const world = await World.begin(t, { sim: { issues: 120 } });
    const { id } = await world.connect();
    await world.untilFilled(id);
    const page = await openPage(t, world, { scheme });
    await signIn(page);
    for (const [tab, role, name] of kTabs) {
      await page.goto(`/integrations/${id}?tab=${tab}`);
      await page.getByRole(role, { name, exact: true }).first().waitFor();
      await checkAccessible(page, `${tab}, ${scheme}`);
      await keepPicture(page, `manage ${tab} ${scheme}`);
    }
    await page.goto('/writes');
    await page.getByText('webhook', { exact: false }).first().waitFor();
    await checkAccessible(page, `the writes, ${scheme}`);
  });
}

test('a stage is changed by hand, and the flow follows', needsBrowser(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 150 } });
  const { api } = world.server;
  const { id } = await world.connect({ webhooks: false });
  await world.untilFilled(id);
  const page = await openPage(t, world);
  await signIn(page);
  await page.goto(`/integrations/${id}?tab=mapping`);
  const stage = page.getByLabel('Stage of In Review').first();
  assert.equal(await stage.inputValue(), 'review');
  await stage.selectOption('queue');
  await page.getByText(/unsaved change/).waitFor();
  await press(page, 'Save');
  await page.getByText('Saved as version 1').waitFor();
  const { version, statuses } = await api.get(`/api/v1/connections/${id}/mapping`);
  assert.equal(version, 1);
  assert.ok(statuses.some(({ name, stage: now }) => name === 'In Review' && now === 'queue'));
  await page.goto('/flow');
  await page.getByRole('heading', { name: 'Cycle time of finished issues' }).waitFor();
  await press(page, 'How was this counted?');
  await page
    .getByText(/version 1/)
    .first()
    .waitFor();
});

test('a project is dropped by hand, with its numbers said before', needsBrowser(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 80 } });
  const { api } = world.server;
  const { id } = await world.connect({ webhooks: false, projects: ['SHOP', 'PAY'] });
  await world.untilFilled(id);
  const page = await openPage(t, world);
  await signIn(page);
  await page.goto(`/integrations/${id}?tab=projects`);
  await press(page, 'Remove PAY');
  await press(page, 'Save');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/stored issues? (is|are) outside of the new choice/).waitFor();
  await checkAccessible(page, 'what is dropped');
  await dialog.getByRole('radio', { name: 'Delete them here' }).check();
  await dialog.getByRole('button', { name: /^Save and delete/ }).click();
  await until('PAY is gone', async () => {
    const rows = await api.all('/api/v1/issues?limit=100');
    return rows.length > 0 && rows.every(({ project }) => project.key === 'SHOP');
  });
});

test('a dead token is said, explained and replaced', needsBrowser(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 30 } });
  const { id } = await world.connect({ webhooks: false });
  await world.untilFilled(id);
  await world.sim.revokeToken();
  await world.server.api.post(`/api/v1/connections/${id}/sync`);
  await until(
    'the refusal is noticed',
    async () => (await world.connection(id)).state === 'needs_sign_in',
  );
  const page = await openPage(t, world);
  await signIn(page);
  await page.goto(`/integrations/${id}`);
  await page
    .getByText(/rejected/i)
    .first()
    .waitFor();
  await checkAccessible(page, 'a dead token');
  await page.goto(`/integrations/${id}?tab=access`);
  await page.getByLabel('API token', { exact: true }).fill(await world.sim.newToken());
  await press(page, 'Check and replace');
  await page.getByText('the new sign-in is in use').waitFor();
  assert.equal((await world.connection(id)).state, 'active');
});
