// Scenes of the delivery log, the webhook check and the ledger.
const at = (rest) => `/integrations/c7k2mnorthwind?${rest}`;
const kLog = at('tab=webhooks');
const kLedger = at('tab=ledger');

const drawer = async (page) => {
  await page.getByRole('dialog').getByText('What was done with it').waitFor();
  await page.waitForTimeout(300);
};

async function body(page) {
  await drawer(page);
  await page.getByRole('dialog').getByText('Headers').click();
  await page.getByRole('dialog').getByText('Body', { exact: true }).click();
  await page.getByText('The whole body').waitFor();
}

async function startCheck(page) {
  await page.getByRole('button', { name: 'Send test' }).click();
}

const rows = (page) => page.getByRole('region', { name: 'Deliveries' }).waitFor();

export const proofScenes = [
  { name: 'deliveries', state: 'ready', path: kLog, run: rows },
  { name: 'deliveries-failed', state: 'ready', path: `${kLog}&result=failed`, run: rows },
  { name: 'deliveries-none', state: 'nodeliveries', path: kLog },
  { name: 'deliveries-nomatch', state: 'ready', path: `${kLog}&issue=ZZ-1` },
  { name: 'deliveries-viewer', state: 'viewer', path: kLog },
  { name: 'delivery', state: 'ready', path: `${kLog}&delivery=4998`, run: drawer },
  { name: 'delivery-body', state: 'ready', path: `${kLog}&delivery=4998`, run: body },
  { name: 'delivery-failed', state: 'ready', path: `${kLog}&delivery=4993`, run: drawer },
  { name: 'delivery-rejected', state: 'ready', path: `${kLog}&delivery=4991`, run: drawer },
  {
    name: 'delivery-missing',
    state: 'ready',
    path: `${kLog}&delivery=1`,
    run: (page) => page.getByText('This delivery is not here').waitFor(),
  },
  {
    name: 'replay',
    state: 'ready',
    path: kLog,
    run: async (page) => {
      await rows(page);
      await page.getByRole('button', { name: 'Replay…' }).click();
      await page.getByText(/deliveries match/).waitFor();
    },
  },
  {
    name: 'rotate',
    state: 'ready',
    path: kLog,
    run: async (page) => {
      await page.getByRole('button', { name: 'Rotate…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'webhook-check-waiting',
    state: 'ready',
    path: kLog,
    run: async (page) => {
      await startCheck(page);
      await page.getByText(/left to wait/).waitFor();
    },
  },
  {
    name: 'webhook-check-failed',
    state: 'hookfails',
    path: kLog,
    run: async (page) => {
      await startCheck(page);
      await page.getByText(/It breaks at/).waitFor();
    },
  },
  { name: 'ledger', state: 'ready', path: kLedger },
  { name: 'ledger-differs', state: 'differs', path: kLedger },
  { name: 'ledger-alarm', state: 'alarm', path: kLedger },
  { name: 'ledger-many', state: 'manyprojects', path: kLedger },
  { name: 'ledger-nomatch', state: 'ready', path: `${kLedger}&find=zzzz` },
  { name: 'ledger-unproven', state: 'unproven', path: kLedger },
  { name: 'ledger-reading', state: 'backfilling', path: kLedger },
  { name: 'ledger-paused', state: 'paused', path: kLedger },
  { name: 'ledger-rejected', state: 'rejected', path: kLedger },
  { name: 'ledger-lowpage', state: 'lowpage', path: kLedger },
  { name: 'ledger-clean', state: 'nodifferences', path: `${kLedger}&differences=open` },
  { name: 'ledger-viewer', state: 'viewer', path: kLedger },
  { name: 'ledger-down', state: 'down', path: kLedger },
  {
    name: 'ledger-project',
    state: 'differs',
    path: `${kLedger}&project=10002`,
    run: async (page) => {
      await page.getByRole('dialog').getByText('Proven equal up to').waitFor();
      await page.waitForTimeout(300);
    },
  },
  { name: 'home-alarm', state: 'alarm', path: '/' },
  { name: 'home-differs', state: 'differs', path: '/' },
  { name: 'integrations-alarm', state: 'alarm', path: '/integrations' },
  { name: 'integrations-differs', state: 'differs', path: '/integrations' },
  { name: 'manage-overview-differs', state: 'differs', path: at('tab=overview') },
  { name: 'manage-overview-alarm', state: 'alarm', path: at('tab=overview') },
];
