// Scenes of the issue list, the issue page, the calendar and the effect of a mapping.
const mapping = '/integrations/c7k2mnorthwind?tab=mapping';
const press = (name) => async (page) => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForTimeout(250);
};

async function markThree(page) {
  // Cards have no marks.
  if (page.viewportSize().width <= 720) return;
  await page.getByLabel('Mark PAY-', { exact: false }).first().waitFor();
  for (const key of ['j', 'J', 'J']) await page.keyboard.press(key);
  await page.getByText('3 marked', { exact: true }).waitFor();
}

async function zoomIn(page) {
  await page.getByRole('slider', { name: /Cursor on the time axis/ }).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('+');
}

async function changeLine(page) {
  await page.getByRole('button', { name: 'Drag Start line, or use the arrow keys' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText(/Cycle time p85|cannot be counted/).waitFor();
}

async function pasteList(page) {
  await press('Paste a list')(page);
  // Not half below the top bar, where targets look smaller than they are.
  await page.getByRole('heading', { name: 'Days off' }).evaluate((e) => e.scrollIntoView());
  await page.evaluate(() => window.scrollBy(0, -120));
}

async function brokenHours(page) {
  await page.getByLabel('Monday, hours 1, from').fill('18:00');
  await page.getByRole('button', { name: 'Save' }).click();
}

async function calendarConflict(page) {
  await page.getByRole('button', { name: /^Remove Labour Day/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'See changes' }).click();
}

export const issueScenes = [
  { name: 'issues-marked', state: 'ready', path: '/issues', run: markThree },
  { name: 'issues-columns', state: 'ready', path: '/issues', run: press('Columns') },
  { name: 'issues-assignee', state: 'ready', path: '/issues', run: press('Assignee') },
  { name: 'issues-fails', state: 'listfails', path: '/issues' },
  { name: 'issues-huge', state: 'huge', path: '/issues?v=1&sort=-age&stage=active,review' },
  {
    name: 'issues-old-link',
    state: 'ready',
    path: '/issues?category=done&project=PAY&lable=x&sort=colour',
  },
  { name: 'issue-epic', state: 'ready', path: '/issues/PAY-31' },
  { name: 'issue-open', state: 'ready', path: '/issues/PAY-400' },
  { name: 'issue-zoomed', state: 'ready', path: '/issues/PAY-180', run: zoomIn },
  { name: 'calendar', state: 'ready', path: '/admin/calendar' },
  { name: 'calendar-viewer', state: 'viewer', path: '/admin/calendar' },
  { name: 'calendar-paste', state: 'ready', path: '/admin/calendar', run: pasteList },
  { name: 'calendar-versions', state: 'ready', path: '/admin/calendar', run: press('Versions') },
  { name: 'calendar-broken', state: 'ready', path: '/admin/calendar', run: brokenHours },
  { name: 'calendar-conflict', state: 'conflict', path: '/admin/calendar', run: calendarConflict },
  { name: 'calendar-down', state: 'down', path: '/admin/calendar' },
  { name: 'mapping-effect', state: 'ready', path: mapping, run: changeLine },
  { name: 'mapping-effect-few', state: 'fewpreview', path: mapping, run: changeLine },
  { name: 'mapping-effect-fails', state: 'nopreview', path: mapping, run: changeLine },
];
