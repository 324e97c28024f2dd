// Uses the simulated Data Center and Server through the public npm client jira.js.
import { AgileClient, Version2Client } from 'jira.js';

import { check, expect, finish, startSim } from './harness.mjs';

async function status(promise) {
  try {
    await promise;
    return 200;
  } catch (error) {
    return error.status ?? error.response?.status ?? error.cause?.response?.status;
  }
}

async function readEverything(client) {
  const keys = new Set();
  for (let startAt = 0, total = 1; startAt < total;) {
    const page = await client.issueSearch.searchForIssuesUsingJql({
      ...{ jql: 'created >= -3650d order by key', startAt, maxResults: 70 },
      ...{ fields: ['summary', 'status'], expand: ['changelog'] },
    });
    page.issues.forEach(({ key }) => keys.add(key));
    total = page.total;
    startAt += page.issues.length;
    expect(page.issues.length > 0, 'an empty page before the end');
  }
  return keys;
}

for (const [flavour, path, authentication] of [
  ['dc-10', '', { oauth2: { accessToken: 'sim-bot-pat' } }],
  ['dc-9', '/jira', { oauth2: { accessToken: 'sim-bot-pat' } }],
  ['server-8', '', { basic: { email: 'bot', apiToken: 'sim-bot-password' } }],
  ['server-7', '', { basic: { email: 'bot', apiToken: 'sim-bot-password' } }],
]) {
  const options = ['--flavour', flavour, ...(path ? ['--context-path', path] : [])];
  const sim = await startSim(options);
  const host = sim.endsWith(path) ? sim : sim + path;
  const v2 = new Version2Client({ host, authentication });
  const agile = new AgileClient({ host, authentication });

  await check(`${flavour}: who and what`, async () => {
    const info = await v2.serverInfo.getServerInfo();
    expect(info.deploymentType === 'Server', JSON.stringify(info));
    const me = await v2.myself.getCurrentUser();
    expect(me.name === 'bot' && me.key && !me.accountId, JSON.stringify(me));
  });
  await check(`${flavour}: every issue, page by page`, async () => {
    const keys = await readEverything(v2);
    expect(keys.size === 300, `${keys.size} issues`);
  });
  await check(`${flavour}: what Cloud alone has is not there`, async () => {
    const asked = v2.issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({ jql: 'project = A' });
    expect((await status(asked)) === 404, 'search/jql answers');
  });
  await check(`${flavour}: an issue changes`, async () => {
    const issueIdOrKey = 'SHOP-1';
    await v2.issues.editIssue({ issueIdOrKey, fields: { summary: 'by jira.js' } });
    const issue = await v2.issues.getIssue({ issueIdOrKey, expand: 'changelog' });
    expect(issue.fields.summary === 'by jira.js', issue.fields.summary);
    expect(issue.changelog.total === issue.changelog.histories.length, 'the history is cut');
  });
  await check(`${flavour}: worklogs and boards`, async () => {
    const changed = await v2.issueWorklogs.getIdsOfWorklogsModifiedSince({ since: 0 });
    expect(changed.values.length > 0, 'no worklogs');
    const boards = await agile.board.getAllBoards({ projectKeyOrId: 'SHOP' });
    expect(boards.values.length > 0, 'no boards');
  });
}

finish();
