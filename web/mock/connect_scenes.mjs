// Scenes of the wizard: each walks to its state as a person would. And the comparison after it.
const kWizard = '/integrations/connect/jira';
const kProgress = '/integrations/c7k2mnorthwind/progress';
const kVerify = '/integrations/c7k2mnorthwind/verify';

const url = (page) => page.getByLabel('Address of your Jira');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

export async function toSite(page, address) {
  await url(page).fill(address);
  await page
    .getByText(
      /found$|does not say which|not as Jira|not trusted|unknown to this|in time|nothing without a sign-in/,
    )
    .first()
    .waitFor();
}

export async function toSignIn(page, address = 'northwind.atlassian.net/browse/PAY-1') {
  await toSite(page, address);
  await press(page, 'Next');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

export async function toCheck(page, token = 'secret') {
  await toSignIn(page);
  await page.getByLabel('E-mail of the account').fill('throughline@northwind.test');
  await page.getByLabel('API token', { exact: true }).fill(token);
  await press(page, 'Next');
  await page.getByText('Check again').waitFor();
}

export async function toScope(page) {
  await toCheck(page);
  await press(page, 'Next');
  await page.getByLabel(/Only issues that match/).waitFor();
  await page.getByText(/≈ /).waitFor();
}

async function toFilter(page, jql, words) {
  await toScope(page);
  await page.getByLabel(/Only issues that match/).fill(jql);
  await page.getByText(words).waitFor();
}

async function toReview(page) {
  await toScope(page);
  await page.getByLabel(/Only issues that match/).fill('type in (Story, Bug)');
  await press(page, 'Next');
  await page.getByLabel('Name of this connection').waitFor();
}

const wizard = (name, run) => ({ name: `connect-${name}`, state: 'empty', path: kWizard, run });
const where = (name, address) => wizard(`where-${name}`, (page) => toSite(page, address));

export const connectScenes = [
  where('cloud', 'northwind.atlassian.net/browse/PAY-1'),
  where('data-center', 'https://jira.dockside.test/jira/browse/A-1'),
  where('server', 'https://tracker.old.test'),
  where('not-jira', 'https://html.test'),
  where('dns', 'https://nowhere.test'),
  where('timeout', 'https://silent.test'),
  where('private', 'https://private.test'),
  wizard('where-tls', async (page) => {
    await toSite(page, 'https://tls.test');
    await press(page, 'Upload CA certificate');
  }),
  wizard('where-missing', (page) => press(page, 'Next')),
  wizard('sign-in-cloud', (page) => toSignIn(page)),
  wizard('sign-in-data-center', (page) => toSignIn(page, 'https://jira.dockside.test/jira')),
  wizard('sign-in-server', (page) => toSignIn(page, 'https://tracker.old.test')),
  wizard('sign-in-missing', async (page) => {
    await toSignIn(page);
    await press(page, 'Next');
  }),
  wizard('check', (page) => toCheck(page)),
  wizard('check-scoped', (page) => toCheck(page, 'scoped')),
  wizard('check-personal', (page) => toCheck(page, 'personal')),
  wizard('check-failed', async (page) => {
    await toCheck(page, 'bad');
    await press(page, 'Next');
    await page.getByText('Not yet').waitFor();
  }),
  wizard('scope', toScope),
  wizard('scope-projects', async (page) => {
    await toScope(page);
    await page.getByLabel('Chosen projects').check();
    await page.getByText('412 projects').waitFor();
    await page.getByLabel('Or type keys').fill('pay, ops, xray, web');
    await press(page, 'Check and add 4');
    await page.getByText('3 projects added').waitFor();
  }),
  wizard('filter-valid', (page) => toFilter(page, 'type in (Story, Bug) ORDER BY key', /Valid ·/)),
  wizard('filter-wrong', (page) =>
    toFilter(page, 'type = Bug AND "stroy points" > 3', /does not exist/),
  ),
  wizard('filter-empty', (page) => toFilter(page, 'labels = nothing', /matches nothing/)),
  wizard('filter-unchecked', (page) => toFilter(page, 'labels = busy', /saved unchecked/)),
  wizard('scope-writes', async (page) => {
    await toScope(page);
    await page.getByLabel('Worklogs', { exact: true }).check();
    await page.getByText('Advanced').click();
    await page.getByLabel('Requests a minute').fill('600');
    await page.getByLabel('Quiet hours').check();
  }),
  wizard('review', toReview),
  { name: 'progress-silent', state: 'backfilling', path: kProgress },
  {
    name: 'connect-why-nothing',
    state: 'silent',
    path: '/integrations/c7k2mnorthwind',
    run: async (page) => {
      await press(page, 'Ask Jira too');
      await page.getByText('The filter matches nothing').waitFor();
    },
  },
  { name: 'verify', state: 'ready', path: kVerify },
  { name: 'verify-filling', state: 'backfilling', path: kVerify },
  { name: 'verify-differs', state: 'differs', path: kVerify },
  { name: 'verify-unreachable', state: 'unreachable', path: kVerify },
];
