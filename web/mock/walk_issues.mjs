// The issue list, the issue page, the calendar and the effect of a mapping as a person uses them:
// node mock/walk_issues.mjs [shots-dir]
import { strict as assert } from 'node:assert';
import { startWalk, tabTo, text } from './walk_kit.mjs';

const walk = await startWalk(Number(process.env.TL_MOCK_PORT ?? 18626));
const { base, mock, look, end } = walk;
const step = (name, state, run) =>
  walk.step(name, state, (page) => {
    Object.assign(mock.mock, { freshMapping: true, freshCalendar: true });
    return run(page);
  });

const kMostNodes = 3000;
const nodes = (page) => page.locator('*').count();
const rows = (page) => page.locator('tbody tr[data-row]');
const focusedRow = (page) =>
  page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'));

async function openList(page, search = '') {
  await page.goto(`${base}/issues${search}`);
  await rows(page).first().waitFor();
}

async function bodyOf(download) {
  let body = '';
  for await (const chunk of await download.createReadStream()) body += chunk;
  return body;
}

await step('search is debounced, shareable and clears', 'ready', async (page) => {
  await openList(page);
  await page.getByRole('searchbox').fill('refund');
  await page.waitForURL(/q=refund/);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL((url) => !url.search.includes('q='));
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
});

await step('100,000 rows: few in the page, loaded on, no long task', 'huge', async (page) => {
  await page.addInitScript(() => {
    window.__long = [];
    new window.PerformanceObserver((list) =>
      window.__long.push(...list.getEntries().map((e) => Math.round(e.duration))),
    ).observe({ entryTypes: ['longtask'] });
  });
  await openList(page);
  assert.match(await text(page), /100,000 issues/);
  await page.getByText('First 200 of 100,000 issues').waitFor();
  const region = page.getByRole('region', { name: 'Issues' });
  await page.evaluate(() => (window.__long = []));
  for (let i = 0; i < 25; i++) {
    await region.evaluate((e) => e.scrollBy(0, 900));
    await page.waitForTimeout(40);
    assert.ok((await rows(page).count()) < 90);
  }
  await page.getByText(/First [4-9]00 of 100,000 issues|First 1,\d00 of/).waitFor();
  const count = await nodes(page);
  assert.ok(count < kMostNodes, `${count} nodes`);
  const head = await region.locator('thead th').first().boundingBox();
  const box = await region.boundingBox();
  assert.ok(Math.abs(head.y - box.y) < 3, 'the head stays');
  await region.evaluate((e) => e.scrollTo(400, e.scrollTop));
  const key = await rows(page).nth(12).locator('th').boundingBox();
  assert.ok(Math.abs(key.x - box.x) < 3, 'the key stays');
  await look(page, 'issues-huge');
});

await step('the list by keys: j, k, arrows, x, Shift, Enter', 'ready', async (page) => {
  await openList(page);
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="0"]'));
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="2"]'));
  await page.keyboard.press('k');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="1"]'));
  await page.keyboard.press('x');
  await page.getByText('1 marked', { exact: true }).waitFor();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('J');
  await page.getByText('3 issues marked').waitFor();
  assert.equal(await focusedRow(page), '3');
  await page.keyboard.press('End');
  await page.waitForFunction(
    () => Number(document.activeElement?.closest('[data-row]')?.dataset.row) > 150,
  );
  await page.keyboard.press('Home');
  await page.waitForFunction(() => document.activeElement?.closest('[data-row="0"]'));
  const key = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/issues/${key}`));
});

await step('marks by mouse with Shift, copied as keys and Markdown', 'ready', async (page) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openList(page);
  const boxes = page.getByRole('checkbox', { name: /^Mark [A-Z]+-/ });
  await boxes.nth(1).click();
  await boxes.nth(4).click({ modifiers: ['Shift'] });
  await page.getByText('4 issues marked').waitFor();
  const clipboard = () => page.evaluate(() => window.navigator.clipboard.readText());
  await page.getByText('Copy keys').click();
  await page.getByText('Copied').waitFor();
  assert.equal((await clipboard()).split(', ').length, 4);
  await page.getByText('Copy as Markdown').click();
  await page.waitForFunction(() =>
    window.navigator.clipboard.readText().then((t) => t.startsWith('| Key')),
  );
  assert.match(await clipboard(), /\| \[[A-Z]+-\d+\]\(https:\/\/northwind\.atlassian\.net\/browse/);
});

await step('columns, order and density are remembered', 'ready', async (page) => {
  await openList(page);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Epic' }).check();
  for (let i = 0; i < 10; i++) await page.getByRole('button', { name: 'Move Epic up' }).click();
  await page.getByText('Compact').click();
  await page.keyboard.press('Escape');
  await page.reload();
  await rows(page).first().waitFor();
  const heads = await page.locator('thead th').allInnerTexts();
  assert.ok(heads.indexOf('Epic') > 0 && heads.indexOf('Epic') < heads.indexOf('Status'));
  const box = await rows(page).nth(2).boundingBox();
  assert.equal(Math.round(box.height), 28);
});

await step('sorts by key and mouse, and the address keeps it', 'ready', async (page) => {
  await openList(page);
  await tabTo(page, /^Age/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=-age/);
  assert.equal(
    await page.getByRole('columnheader', { name: 'Age' }).getAttribute('aria-sort'),
    'descending',
  );
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('sort'));
});

await step('the file has the filter of the list', 'ready', async (page) => {
  await openList(page, '?v=1&project=PAY&stage=done');
  const total = Number((await text(page)).match(/([\d,]+) issues/)[1].replace(',', ''));
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  assert.equal((await bodyOf(await file)).trim().split('\n').length - 1, total);
});

await step('an old link is read, an odd one is reported', 'ready', async (page) => {
  await openList(page, '?category=done&lable=x');
  await page.waitForURL(/status_category=done/);
  await page.getByText('Filter "lable" was ignored.').waitFor();
  await page.getByRole('button', { name: 'State: Done' }).waitFor();
});

await step('the throughline is read with keys and zooms', 'ready', async (page) => {
  await page.goto(`${base}/issues/PAY-180`);
  const line = page.getByRole('slider', { name: /Cursor on the time axis/ });
  await line.focus();
  await page.keyboard.press('Home');
  const first = await line.getAttribute('aria-valuetext');
  assert.match(first, /Status .*, Blocked .*, Assignee .*, Sprint .*, Worklogs /);
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await line.getAttribute('aria-valuetext'), first);
  const start = page.getByRole('slider', { name: 'Start of the part shown' });
  const whole = await start.getAttribute('aria-valuenow');
  for (let i = 0; i < 4; i++) await page.keyboard.press('+');
  assert.notEqual(await start.getAttribute('aria-valuenow'), whole);
  await look(page, 'issue-zoomed');
  await page.keyboard.press('0');
  assert.equal(await start.getAttribute('aria-valuenow'), whole);
});

await step('the throughline by mouse: drag, wheel, edge', 'ready', async (page) => {
  await page.goto(`${base}/issues/PAY-180`);
  const line = page.getByRole('slider', { name: /Cursor on the time axis/ });
  const start = page.getByRole('slider', { name: 'Start of the part shown' });
  await line.scrollIntoViewIfNeeded();
  const box = await line.boundingBox();
  const whole = Number(await start.getAttribute('aria-valuenow'));
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  await page.mouse.up();
  const dragged = Number(await start.getAttribute('aria-valuenow'));
  assert.ok(dragged > whole);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -240);
  await page.keyboard.up('Control');
  await page.waitForFunction(
    (was) =>
      Number(
        document
          .querySelector('[aria-label="Start of the part shown"]')
          .getAttribute('aria-valuenow'),
      ) > was,
    dragged,
  );
  await page.getByRole('button', { name: 'Fit' }).click();
  assert.equal(Number(await start.getAttribute('aria-valuenow')), whole);
  await start.focus();
  await page.keyboard.press('PageUp');
  assert.ok(Number(await start.getAttribute('aria-valuenow')) > whole);
});

await step('events: kinds, words, keys, the cursor, the file', 'ready', async (page) => {
  await page.goto(`${base}/issues/PAY-180`);
  const region = page.getByRole('region', { name: 'Events' });
  await region.waitFor();
  await page.getByRole('button', { name: /Comments/ }).click();
  assert.equal(
    await page.getByRole('button', { name: /Comments/ }).getAttribute('aria-pressed'),
    'false',
  );
  await page.getByRole('searchbox', { name: 'Find in events' }).fill('blocked');
  const shown = await region.locator('tbody tr').count();
  assert.ok(shown > 0 && shown < 5, `${shown} rows`);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  assert.match(await bodyOf(await file), /^at,kind,who,field,from,to,started,seconds\r\n/);
  await region.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await region.locator('tr[data-current]').waitFor();
});

await step('a mapping says what it would change before it is saved', 'ready', async (page) => {
  await page.goto(`${base}/integrations/c7k2mnorthwind?tab=mapping`);
  await page.getByRole('button', { name: 'Drag Start line, or use the arrow keys' }).focus();
  await page.keyboard.press('ArrowDown');
  const bar = page.getByRole('region', { name: 'Unsaved changes' });
  await bar.getByText('11.2 → 9.4 working days').waitFor();
  await bar.getByText('(n 214 → 230)').waitFor();
  await page.keyboard.press('ArrowDown');
  await bar.getByText('31 would start later').waitFor();
  await look(page, 'mapping-effect');
});

await step('the calendar: hours, a list, save, undo', 'ready', async (page) => {
  await page.goto(`${base}/admin/calendar`);
  await page.getByText('254 working days').waitFor();
  await page.getByLabel('Friday, hours 1, to').fill('17');
  await page.keyboard.press('Tab');
  assert.equal(await page.getByLabel('Friday, hours 1, to').inputValue(), '17:00');
  await page.getByRole('button', { name: 'Paste a list' }).click();
  await page.getByRole('textbox', { name: /One day a line/ }).fill('2026-12-28 Bridge day\nsoon');
  await page.getByText('1 day understood').waitFor();
  await page.getByRole('button', { name: 'Take these 1 in' }).click();
  await page.getByText(/1 day added\. Left out: Line 2/).waitFor();
  await page.getByText('253 working days').waitFor();
  await page.getByText('2 unsaved changes').click();
  await look(page, 'calendar-edited');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved as version 4').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('254 working days').waitFor();
});

await step('a calendar file is read in the browser', 'ready', async (page) => {
  await page.goto(`${base}/admin/calendar`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import .ics file' }).click();
  const lines = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261229'];
  const body = [...lines, 'SUMMARY:Stock taking', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
  await (
    await chooser
  ).setFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(body) });
  await page.getByText('1 day added.').waitFor();
  await page.getByText('Stock taking').waitFor();
});

await step('hours that make no sense are named and not sent', 'ready', async (page) => {
  await page.goto(`${base}/admin/calendar`);
  await page.getByLabel('Monday, hours 1, from').fill('18:00');
  await page.getByText('18:00 to 17:00 ends before it begins.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.equal(
    await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Monday, hours 1, from',
  );
});

await step('a conflict over the calendar is shown and overwritten', 'conflict', async (page) => {
  await page.goto(`${base}/admin/calendar`);
  await page.getByRole('button', { name: /^Remove Labour Day/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Mara Veld changed the calendar 2 min ago.').waitFor();
  await page.getByRole('button', { name: 'See changes' }).click();
  await page.getByRole('alert').getByText('Bridge day').waitFor();
  await look(page, 'calendar-conflict');
  await page.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved as version 5').waitFor();
});

await step('who may not change the calendar is told who can', 'viewer', async (page) => {
  await page.goto(`${base}/admin/calendar`);
  await page.getByText(/Ask an admin of Northwind Trading/).waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
});

await end();
