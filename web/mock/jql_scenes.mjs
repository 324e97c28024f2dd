// Scenes of the explorer: before a query, its answer in all states, and what opens beside it.
const query = (jql, more = '') => `/jql?jql=${encodeURIComponent(jql)}${more}`;
const kReview = 'project in (PAY, WEB) AND statusCategory != Done ORDER BY updated DESC';

const type = (jql) => async (page) => {
  await page.locator('[data-ready] [data-field=jql]').waitFor();
  await page.locator('[data-field=jql]').fill(jql);
  await page.waitForTimeout(900);
};

async function complete(page) {
  await page.locator('[data-ready] [data-field=jql]').waitFor();
  await page.locator('[data-field=jql]').click();
  await page.keyboard.type('status = In', { delay: 30 });
  await page.getByRole('listbox').waitFor();
}

async function remember(page) {
  await page.evaluate(() =>
    localStorage.setItem(
      'tl.jql.recent',
      JSON.stringify([
        { jql: 'assignee CHANGED AFTER -7d ORDER BY updated DESC', at: Date.now() - 840_000 },
        { jql: 'labels = q4 AND resolution IS EMPTY', at: Date.now() - 7_840_000 },
      ]),
    ),
  );
  await page.reload({ waitUntil: 'load' });
  await page.getByText('Run in this browser').waitFor();
  await page.evaluate(() => localStorage.removeItem('tl.jql.recent'));
}

async function ask(page) {
  await page.getByRole('button', { name: 'Ask Jira too' }).click();
  await page
    .getByText(/Jira (counts|refuses)/)
    .first()
    .waitFor();
}

const press = (name) => async (page) => {
  await page.getByRole('button', { name }).first().click();
  await page.waitForTimeout(300);
};

export const jqlScenes = [
  { name: 'jql-start', state: 'ready', path: '/jql' },
  { name: 'jql-start-none', state: 'nosaved', path: '/jql' },
  { name: 'jql-recent', state: 'ready', path: '/jql', run: remember },
  { name: 'jql-nothing', state: 'empty', path: '/jql' },
  { name: 'jql', state: 'ready', path: query(kReview, '&group=status') },
  {
    name: 'jql-two',
    state: 'two',
    path: query('sprint IS NOT EMPTY AND statusCategory != Done ORDER BY updated DESC'),
  },
  {
    name: 'jql-hist',
    state: 'ready',
    path: query(
      'cycleTime > 0h',
      '&hist=cycleTime&columns=type,stage,workCategory,cycleTime,timeInStatus[In Review]',
    ),
  },
  { name: 'jql-chart', state: 'ready', path: query(kReview, '&group=assignee&as=chart') },
  { name: 'jql-undecided', state: 'ready', path: query('project = PAY AND comment ~ refund') },
  { name: 'jql-csv', state: 'ready', path: query('comment ~ refund'), run: press('CSV') },
  {
    name: 'jql-why',
    state: 'ready',
    path: query('project = PAY AND status = Done', '&why=PAY-180'),
  },
  { name: 'jql-why-not', state: 'ready', path: query(kReview, '&why=ACME-9') },
  { name: 'jql-why-open', state: 'ready', path: query(kReview), run: press('Why not here?') },
  { name: 'jql-why-which', state: 'two', path: query(kReview, '&why=PAY-7') },
  { name: 'jql-none', state: 'ready', path: query('project = NOWHERE') },
  { name: 'jql-wrong', state: 'ready', path: query('type = Bug AND "stroy points" > 3') },
  { name: 'jql-down', state: 'jqldown', path: query(kReview) },
  {
    name: 'jql-typing',
    state: 'ready',
    path: '/jql',
    run: type('project = PAY AND "stroy points" > 3'),
  },
  { name: 'jql-complete', state: 'ready', path: '/jql', run: complete },
  { name: 'jql-ask', state: 'two', path: query('project = PAY'), run: ask },
  { name: 'jql-columns', state: 'ready', path: query(kReview), run: press('Columns') },
  { name: 'jql-viewer', state: 'viewer', path: query(kReview) },
  { name: 'jql-odd-link', state: 'ready', path: query(kReview, '&lable=x&why=none') },
  {
    name: 'mapping-queries',
    state: 'ready',
    path: '/integrations/c7k2mnorthwind?tab=mapping&part=types',
    run: async (page) => {
      await page.getByRole('button', { name: 'Move rule 2 up' }).click();
      await page.getByText(/Cycle time p85/).waitFor();
    },
  },
  { name: 'manage-filter', state: 'ready', path: '/integrations/c7k2mnorthwind?tab=projects' },
];
