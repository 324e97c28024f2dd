// Scenes of the shell, Home, the sprint page, data quality and saved views.
const press = (keys) => async (page) => {
  for (const key of keys) await page.keyboard.press(key);
};

const openPalette = (text) => async (page) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Go to/ }).waitFor();
  if (text) await page.keyboard.type(text);
  await page.waitForTimeout(400);
};

export const scopeScenes = [
  { name: 'home-nodata', state: 'nodata', path: '/' },
  { name: 'home-few', state: 'few', path: '/' },
  { name: 'home-backfilling', state: 'backfilling', path: '/' },
  { name: 'home-rejected', state: 'rejected', path: '/' },
  {
    name: 'home-filtered',
    state: 'ready',
    path: '/?v=1&range=26w&project=PAY&unit=working&lable=x',
  },
  { name: 'palette', state: 'ready', path: '/', run: openPalette('') },
  { name: 'palette-find', state: 'ready', path: '/flow', run: openPalette('pay') },
  { name: 'palette-issues', state: 'ready', path: '/', run: openPalette('#refund') },
  { name: 'palette-key', state: 'ready', path: '/', run: openPalette('PAY-180') },
  { name: 'palette-actions', state: 'ready', path: '/', run: openPalette('>') },
  { name: 'palette-nothing', state: 'ready', path: '/', run: openPalette('zzzzqq') },
  { name: 'keys', state: 'ready', path: '/', run: press(['?']) },
  {
    name: 'filter-values',
    state: 'ready',
    path: '/',
    run: async (page) => {
      await page.keyboard.press('/');
      await page.getByRole('button', { name: 'Project' }).click();
      await page.getByText('in all; type').waitFor();
    },
  },
  {
    name: 'dates',
    state: 'ready',
    path: '/',
    run: (page) => page.getByRole('button', { name: /^Dates:/ }).click(),
  },
  {
    name: 'views',
    state: 'ready',
    path: '/quality?v=1&range=12w',
    run: (page) => page.getByRole('button', { name: 'Views' }).click(),
  },
  { name: 'view-save', state: 'ready', path: '/quality?v=1&range=12w', run: press(['s']) },
  { name: 'sprint', state: 'ready', path: '/sprint' },
  { name: 'sprint-closed', state: 'ready', path: '/sprint?sprint=c7k2mnorthwind:446' },
  { name: 'sprint-future', state: 'ready', path: '/sprint?sprint=c7k2mnorthwind:448' },
  { name: 'sprint-missing', state: 'ready', path: '/sprint?sprint=c7k2mnorthwind:1' },
  { name: 'sprint-none', state: 'nosprints', path: '/sprint' },
  { name: 'sprint-down', state: 'down', path: '/sprint' },
  { name: 'quality', state: 'ready', path: '/quality' },
  {
    name: 'quality-items',
    state: 'ready',
    path: '/quality?v=1&range=12w&mark=quality:finding=no_start',
  },
  { name: 'quality-good', state: 'noproblems', path: '/quality' },
  { name: 'quality-empty', state: 'empty', path: '/quality' },
  { name: 'quality-down', state: 'down', path: '/quality' },
  { name: 'link-missing', state: 'ready', path: '/l/nothere' },
];
