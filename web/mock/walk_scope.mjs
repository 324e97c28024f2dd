// The palette, the keys, the question bar, saved views, the sprint page and data quality, used as a
// person would, with keys alone where that matters: node mock/walk_scope.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, tabTo, text } from './walk_kit.mjs';

const { base, mock, step, look, end } = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18612));
const at = (page) => new URL(page.url());
const palette = (page) => page.getByRole('combobox', { name: /Go to a page/ });
const path = (page, wanted) => page.waitForURL((url) => url.pathname === wanted);

async function openHome(page) {
  await page.goto(base);
  await page.getByText('Oldest in progress').waitFor();
}

/** What the active option of the palette says. */
function active(page) {
  return page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return document.getElementById(id ?? '')?.textContent ?? '';
  });
}

await step(
  'palette by keys: opens, moves, goes, and gives the focus back',
  'ready',
  async (page) => {
    await openHome(page);
    await page.getByRole('button', { name: /Search or go to/ }).focus();
    await page.keyboard.press('Control+k');
    await palette(page).waitFor();
    assert.match(await active(page), /^Home/);
    await page.keyboard.press('ArrowDown');
    assert.match(await active(page), /^Flow/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.doesNotMatch(await active(page), /^Home|^Flow/, 'goes round to the last one');
    await look(page, 'palette');
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'hidden' });
    await page.waitForFunction(() =>
      /Search or go to/.test(document.activeElement?.textContent ?? ''),
    );
    await page.keyboard.press('Control+k');
    await page.keyboard.type('quality');
    assert.match(await active(page), /^Data quality/);
    await page.keyboard.press('Enter');
    await path(page, '/quality');
  },
);

await step(
  'palette: issues by words and by key, and they come back as recent',
  'ready',
  async (page) => {
    await openHome(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('#refund');
    await page
      .getByRole('option', { name: /refund/ })
      .first()
      .waitFor();
    const said = page.getByRole('dialog').getByRole('status');
    assert.match(await said.innerText(), /^\d+ results?$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/issues\/[A-Z]+-\d+/);
    const key = at(page).pathname.split('/').at(-1);
    await page.keyboard.press('Control+k');
    await palette(page).waitFor();
    await page.getByRole('group', { name: 'Recent' }).getByText(key).waitFor();
    await page.keyboard.type('pay-180');
    await page
      .getByRole('option', { name: /PAY-180/ })
      .first()
      .waitFor();
    assert.match(await active(page), /PAY-180/);
    await page.keyboard.press('Enter');
    await path(page, '/issues/PAY-180');
  },
);

await step('palette: actions run', 'ready', async (page) => {
  await openHome(page);
  await page.keyboard.press('Control+k');
  // Typed before the palette is there: nothing is lost.
  await page.keyboard.type('>dark');
  await page.getByRole('option', { name: 'Switch to dark' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('>sync north');
  await page.getByRole('option', { name: /Sync now northwind/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Syncing northwind…').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzqq');
  await page.getByText('Nothing found.').first().waitFor();
});

await step('every key of the palette is answered at once', 'ready', async (page) => {
  await openHome(page);
  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  await page.keyboard.type('pay');
  assert.ok((await page.getByRole('option').count()) > 1);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  assert.match(await active(page), /^Home/);
});

await step('single keys: go, sheet, off and on', 'ready', async (page) => {
  await openHome(page);
  await page.keyboard.press('g');
  await page.getByText('Go to', { exact: true }).waitFor();
  await page.keyboard.press('s');
  await path(page, '/sprint');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await sheet.waitFor();
  await look(page, 'keys');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  assert.equal(at(page).pathname, '/sprint', 'no page key under a dialog');
  await sheet.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.keyboard.press('?');
  assert.equal(at(page).pathname, '/sprint');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.getByRole('button', { name: /account of/ }).click();
  await page.getByRole('menuitem', { name: 'Keys' }).click();
  await sheet.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await path(page, '/');
});

await step('no key is taken while one types', 'ready', async (page) => {
  await openHome(page);
  await page.keyboard.press('/');
  await page.getByRole('button', { name: 'Project' }).click();
  const field = page.getByRole('textbox', { name: 'Search projects' });
  await field.waitFor();
  await page.keyboard.type('u?gs[');
  assert.equal(await field.inputValue(), 'u?gs[');
  assert.doesNotMatch(page.url(), /unit=/);
});

await step(
  'filter by keys alone: field, search, value, chip, and Back undoes it',
  'ready',
  async (page) => {
    await openHome(page);
    await page.keyboard.press('/');
    await tabTo(page, /^Type/);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Search types' }).waitFor();
    await page.keyboard.type('bug');
    await page.getByRole('checkbox', { name: 'Bug' }).waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll('input[type=checkbox]').length === 1,
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.waitForURL(/type=Bug/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Type: Bug' }).waitFor();
    assert.match(
      await page.evaluate(() => document.activeElement?.textContent ?? ''),
      /Filter/,
      'the focus is back at the opener',
    );
    await page.goBack();
    await page.getByRole('button', { name: 'Type: Bug' }).waitFor({ state: 'hidden' });
    await page.goForward();
    await page.getByRole('button', { name: 'Remove filter Type' }).click();
    await page.waitForURL((url) => !url.searchParams.has('type'));
  },
);

await step('period, unit and list keys', 'ready', async (page) => {
  await openHome(page);
  await page.keyboard.press('[');
  await page.waitForURL(/from=\d{4}-\d\d-\d\d&to=/);
  await page.keyboard.press(']');
  await page.keyboard.press('u');
  await page.waitForURL(/unit=working/);
  await page.keyboard.press('u');
  await page.waitForURL((url) => !url.searchParams.has('unit'));
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.keyboard.press('j');
  const first = await focused();
  assert.match(first, /^[A-Z]+-\d+/);
  await page.keyboard.press('j');
  assert.notEqual(await focused(), first);
  await page.keyboard.press('k');
  assert.equal(await focused(), first);
  await page.context().route('**/browse/**', (route) => route.fulfill({ body: 'Jira' }));
  const popup = page.waitForEvent('popup');
  await page.keyboard.press('o');
  const jira = await popup;
  await jira.waitForURL(/browse/);
  assert.match(jira.url(), /\/browse\/[A-Z]+-\d+$/);
  await page.bringToFront();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/issues\/[A-Z]+-\d+/);
});

await step(
  'links: dates are frozen, rolling on demand, long ones are stored',
  'ready',
  async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = () => page.evaluate(() => window.navigator.clipboard.readText());
    await page.goto(`${base}/quality?v=1&range=4w&project=PAY`);
    await page.getByRole('heading', { name: 'Done without a start' }).waitFor();
    await page.keyboard.press('c');
    await page.getByText('Link copied.').waitFor();
    assert.match(
      await copied(),
      /\/quality\?v=1&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&project=PAY$/,
    );
    await page.keyboard.press('Control+k');
    await page.keyboard.type('>rolling');
    await page.getByRole('option', { name: /keeps rolling/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('its dates keep rolling').waitFor();
    assert.match(await copied(), /range=4w/);
    const many = Array.from({ length: 200 }, (_, i) => `label-number-${i}`).join(',');
    await page.goto(`${base}/quality?v=1&range=4w&label=${many}`);
    await page.getByText('Label: 200').waitFor();
    await page.keyboard.press('c');
    await page.getByText('Link copied.').waitFor();
    const link = await copied();
    assert.match(link, /\/l\/k1$/);
    await page.goto(link);
    await page.getByText('Label: 200').waitFor();
    assert.match(page.url(), /\/quality\?v=1&from=/);
    await page.goto(`${base}/l/other`);
    await page.getByText('Nothing is stored under this link').waitFor();
  },
);

await step(
  'saved views: save with s, changed, revert, rename, share, default, delete, undo',
  'ready',
  async (page) => {
    await page.goto(`${base}/quality?v=1&range=26w&project=PAY`);
    await page.getByRole('heading', { name: 'Done without a start' }).waitFor();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByText('Give it a name.').waitFor();
    await page.keyboard.type('Half a year of payments');
    await dialog.getByLabel('Open Data quality with it, for you').check();
    await look(page, 'save-view');
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.waitForURL(/saved=/);
    const rail = page.getByRole('group', { name: 'Starred views' });
    await rail.getByText('Half a year of payments').waitFor();
    assert.equal(await page.getByText('Unsaved changes').count(), 0);
    await page.keyboard.press('[');
    await page.getByText('Unsaved changes').waitFor();
    await look(page, 'view-changed');
    await page.getByRole('button', { name: 'Revert' }).click();
    await page.getByText('Unsaved changes').waitFor({ state: 'hidden' });
    assert.match(page.url(), /range=26w/);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await path(page, '/');
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.waitForURL(/quality\?.*range=26w.*saved=/);
    await page.getByRole('button', { name: 'Half a year of payments' }).first().click();
    await page.getByRole('button', { name: 'Settings of Half a year of payments' }).click();
    // The popover fades in; colours are measured when it stands.
    await page.waitForFunction(() => {
      const box = document.querySelector('[role=dialog]');
      return box !== null && getComputedStyle(box).opacity === '1';
    });
    await look(page, 'view-details');
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('Payments, 26 weeks');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await rail.getByText('Payments, 26 weeks').waitFor();
    await page.getByRole('button', { name: 'Everybody' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await rail.getByText('Payments, 26 weeks').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await rail.getByText('Payments, 26 weeks').waitFor();
    assert.equal(
      mock.mock.views.find((v) => v.name === 'Payments, 26 weeks')?.visibility,
      'tenant',
    );
  },
);

await step('a deleted view is gone when the message leaves', 'ready', async (page) => {
  await page.goto(`${base}/flow?v=1&range=12w&project=PAY&type=Bug&saved=v1`);
  await page.getByRole('button', { name: 'Payments bugs' }).first().click();
  await page.getByRole('button', { name: 'Settings of Payments bugs' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  assert.ok(
    mock.mock.views.some((view) => view.id === 'v1'),
    'not yet',
  );
  const gone = page.waitForResponse((r) => r.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Close this message' }).first().click();
  assert.equal((await gone).status(), 204);
  assert.ok(!mock.mock.views.some((view) => view.id === 'v1'));
});

await step('sprint: choose, step, measure, list behind a number, table', 'ready', async (page) => {
  await page.goto(`${base}/sprint`);
  await page.getByText('How is the sprint going?').waitFor();
  await page.getByText('The sprint still runs').waitFor();
  await page
    .getByRole('button', { name: /Active/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Search sprints by name' }).waitFor();
  await page.keyboard.type('Payments 44');
  await page.waitForFunction(() => document.querySelectorAll('[data-sprint]').length === 1);
  await look(page, 'sprint-picker');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('How did the sprint go?').waitFor();
  await page.getByRole('heading', { name: 'Payments 44' }).waitFor();
  await page.keyboard.press(']');
  await page.getByRole('heading', { name: 'Payments 45' }).waitFor();
  await page.getByRole('button', { name: 'Points', exact: true }).click();
  await page.waitForURL(/measure=points/);
  await page.getByText(/points completed \(/).waitFor();
  await page.getByRole('button', { name: 'View burndown as table' }).click();
  await page.getByRole('columnheader', { name: 'Points left' }).waitFor();
  await page.getByRole('button', { name: /^Added/ }).click();
  await page.waitForURL(/mark=sprint/);
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('mark'));
});

await step(
  'data quality: a count opens its items, a fix leads to its page',
  'ready',
  async (page) => {
    await page.goto(`${base}/quality`);
    await page.getByText('6 findings in 1,204 items').waitFor();
    await page.getByRole('button', { name: /14 of 231 items: Done without a start/ }).click();
    await page.waitForURL(/mark=quality/);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Open the mapping' }).first().click();
    await page.waitForURL(/tab=mapping/);
  },
);

await step('Home: a tile opens its number with the same question', 'ready', async (page) => {
  await page.goto(`${base}/?v=1&range=26w&project=PAY`);
  await page.getByRole('link', { name: /Cycle time p85/ }).click();
  await page.waitForURL(/\/flow\?.*range=26w.*project=PAY/);
});

await step('Home while a backfill runs says so', 'backfilling', async (page) => {
  await page.goto(base);
  await page.getByText('Numbers so far.').waitFor();
  assert.match(await text(page), /43 % read/);
});

await end();
