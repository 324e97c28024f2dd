// Uses the simulator through the public npm client jira.js, as any integration would.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

import { AgileClient, Version2Client, Version3Client } from 'jira.js';

import { bot, check, expect, finish, startSim } from './harness.mjs';

const host = await startSim();
const authentication = { basic: { email: 'bot@sim.example', apiToken: 'sim-bot-token' } };
const v3 = new Version3Client({ host, authentication });
const v2 = new Version2Client({ host, authentication });
const agile = new AgileClient({ host, authentication });
const everything = 'created >= -3650d order by id';

async function status(promise) {
  try {
    await promise;
    return 200;
  } catch (error) {
    return error.status ?? error.response?.status ?? error.cause?.response?.status;
  }
}

await check('myself', async () => {
  const me = await v3.myself.getCurrentUser();
  expect(me.emailAddress === 'bot@sim.example' && me.timeZone !== 'Etc/UTC', JSON.stringify(me));
});

await check('server info', async () => {
  const info = await v2.serverInfo.getServerInfo();
  expect(info.deploymentType === 'Cloud', JSON.stringify(info));
});

await check('a wrong token', async () => {
  const wrong = new Version3Client({
    host,
    authentication: { basic: { email: 'bot@sim.example', apiToken: 'wrong' } },
  });
  expect((await status(wrong.myself.getCurrentUser())) === 401, 'myself must be 401');
  const found = await wrong.issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({
    jql: everything,
  });
  expect(found.issues.length === 0, 'an expired token finds nothing, without an error');
});

await check('metadata', async () => {
  const fields = await v3.issueFields.getFields();
  const custom = (name) => fields.find((f) => f.schema?.custom === name)?.id;
  expect(custom('com.pyxis.greenhopper.jira:gh-sprint') === 'customfield_10020', 'sprint field');
  expect(
    custom('com.pyxis.greenhopper.jira:jsw-story-points') === 'customfield_10016',
    'points field',
  );
  const statuses = await v3.workflowStatuses.getStatuses();
  const names = statuses.filter((s) => s.name === 'In Progress');
  expect(names.length > 1 && names.some((s) => s.scope?.type === 'PROJECT'), 'all of one name');
  expect((await v3.workflowStatusCategories.getStatusCategories()).length === 4, 'categories');
  expect((await v3.issueTypes.getIssueAllTypes()).length === 10, 'types');
  expect((await v3.issuePriorities.getPriorities()).length === 5, 'priorities');
  expect((await v3.issueResolutions.getResolutions()).length === 4, 'resolutions');
});

await check('projects', async () => {
  const page = await v3.projects.searchProjects({ maxResults: 2 });
  expect(page.values.length === 2 && page.total === 4 && !page.isLast, JSON.stringify(page));
  const project = await v3.projects.getProject({ projectIdOrKey: 'SHOP' });
  expect(project.key === 'SHOP' && project.components.length === 4, 'project');
  expect((await v3.projects.getAllStatuses({ projectIdOrKey: 'SHOP' })).length === 5, 'statuses');
});

await check('users', async () => {
  const users = await v3.users.getAllUsers({ maxResults: 1000 });
  expect(users.some((u) => u.accountType === 'app') && users.some((u) => !u.active), 'kinds');
  const one = users.find((u) => u.accountId.includes(':'));
  expect(
    (await v3.users.getUser({ accountId: one.accountId })).accountId === one.accountId,
    'colon',
  );
});

await check('permissions', async () => {
  const mine = await v3.permissions.getMyPermissions({ permissions: 'ADMINISTER' });
  expect(mine.permissions.ADMINISTER.havePermission === true, 'administer');
  const projects = await v3.permissions.getPermittedProjects({ permissions: ['BROWSE_PROJECTS'] });
  expect(projects.projects.length === 4, 'projects');
});

let ids = [];
await check('search page by page', async () => {
  let nextPageToken;
  do {
    const page = await v3.issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({
      jql: everything,
      maxResults: 100,
      fields: ['summary', 'status'],
      nextPageToken,
    });
    ids.push(...page.issues.map((issue) => issue.id));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken);
  expect(new Set(ids).size === 300, `${ids.length} issues`);
  const counted = await v3.issueSearch.countIssues({ jql: everything });
  expect(counted.count === 300, 'count');
  const get = await v3.issueSearch.searchForIssuesUsingJqlEnhancedSearch({
    jql: everything,
    fields: ['summary', 'updated'],
    maxResults: 3,
  });
  expect(get.issues[0].fields.updated !== undefined, 'fields of a GET');
  expect(
    (await status(
      v3.issueSearch.searchForIssuesUsingJqlEnhancedSearch({ jql: 'order by key' }),
    )) === 400,
    'bounded',
  );
  expect(
    (await status(v3.issueSearch.searchForIssuesUsingJqlPost({ jql: everything }))) === 410,
    'gone',
  );
});

await check('changelogs', async () => {
  let nextPageToken;
  let histories = 0;
  do {
    const page = await v3.issues.getBulkChangelogs({
      issueIdsOrKeys: ids,
      maxResults: 500,
      nextPageToken,
    });
    for (const log of page.issueChangeLogs) histories += log.changeHistories.length;
    nextPageToken = page.nextPageToken;
  } while (nextPageToken);
  expect(histories > 1500, `${histories} histories`);
  const log = await v3.issues.getChangeLogs({ issueIdOrKey: '10004' });
  expect(log.values.length === 100 && log.total > 100, 'one issue');
});

await check('bulk fetch', async () => {
  const got = await v3.issues.bulkFetchIssues({
    issueIdsOrKeys: ['10001', 'NOPE-1'],
    fields: ['summary'],
  });
  expect(got.issues.length === 1 && got.issueErrors.length === 1, JSON.stringify(got));
});

let key;
await check('an issue from its creation to its end', async () => {
  const made = await v3.issues.createIssue({
    fields: { project: { key: 'SHOP' }, issuetype: { name: 'Story' }, summary: 'by jira.js' },
  });
  key = made.key;
  await v3.issues.editIssue({
    issueIdOrKey: key,
    fields: { labels: ['js'], customfield_10028: 5 },
  });
  const plain = v3.issues.editIssue({ issueIdOrKey: key, fields: { description: { plain: 1 } } });
  expect((await status(plain)) === 400, 'no document');
  await v2.issues.editIssue({ issueIdOrKey: key, fields: { description: 'plain in v2' } });
  const me = await v3.myself.getCurrentUser();
  await v3.issues.assignIssue({ issueIdOrKey: key, accountId: me.accountId });
  for (const wanted of ['In Progress', 'In Review', 'Done']) {
    const { transitions } = await v3.issues.getTransitions({ issueIdOrKey: key });
    const edge = transitions.find((t) => t.to.name === wanted);
    await v3.issues.doTransition({ issueIdOrKey: key, transition: { id: edge.id } });
  }
  const issue = await v3.issues.getIssue({ issueIdOrKey: key, expand: 'changelog' });
  expect(issue.fields.resolution.name === 'Done' && issue.fields.resolutiondate, 'resolved');
  expect(issue.changelog.histories.length === 6, `${issue.changelog.histories.length} histories`);
  expect(issue.fields.description.type === 'doc', 'v3 shows a document');
});

await check('worklogs', async () => {
  const made = await v3.issueWorklogs.addWorklog({
    issueIdOrKey: key,
    started: '2026-01-05T10:00:00.000+0000',
    timeSpentSeconds: 3600,
    adjustEstimate: 'leave',
  });
  const bad = v3.issueWorklogs.addWorklog({
    issueIdOrKey: key,
    started: '2026-01-05T10:00:00.000Z',
    timeSpent: '1h',
  });
  expect((await status(bad)) === 400, 'Z is refused');
  const list = await v3.issueWorklogs.getIssueWorklog({ issueIdOrKey: key });
  expect(list.worklogs.length === 1 && list.worklogs[0].id === made.id, 'list');
  const changed = await v3.issueWorklogs.getIdsOfWorklogsModifiedSince({ since: 0 });
  expect(
    changed.values.length > 0 && !changed.values.some((v) => String(v.worklogId) === made.id),
    'blind minute',
  );
  const bodies = await v3.issueWorklogs.getWorklogsForIds({ ids: [Number(made.id)] });
  expect(bodies[0].issueId !== undefined, 'bodies');
  await v3.issueWorklogs.deleteWorklog({ issueIdOrKey: key, id: made.id });
});

await check('comments', async () => {
  const made = await v3.issueComments.addComment({
    issueIdOrKey: key,
    comment: {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hi' }] }],
    },
  });
  const list = await v3.issueComments.getComments({ issueIdOrKey: key });
  expect(list.total === 1, 'comments');
  await v3.issueComments.deleteComment({ issueIdOrKey: key, id: made.id });
});

await check('boards and sprints', async () => {
  const boards = await agile.board.getAllBoards({ projectKeyOrId: 'SHOP' });
  expect(boards.values.length > 1, `${boards.values.length} boards`);
  const config = await agile.board.getConfiguration({ boardId: 1 });
  expect(config.estimation.field.fieldId === 'customfield_10028', 'estimation');
  const sprints = await agile.board.getAllSprints({ boardId: 1, state: 'active' });
  expect(sprints.values.length === 1, 'one active sprint');
  expect((await status(agile.board.getAllSprints({ boardId: 3 }))) === 400, 'kanban');
  const sprint = sprints.values[0];
  await agile.sprint.moveIssuesToSprintAndRank({ sprintId: sprint.id, issues: ['SHOP-1'] });
  const issues = await agile.sprint.getIssuesForSprint({ sprintId: sprint.id });
  expect(
    issues.issues.some((issue) => issue.key === 'SHOP-1'),
    'in the sprint',
  );
});

await check('a signed webhook arrives', async () => {
  let arrived;
  const delivery = new Promise((resolve) => {
    arrived = resolve;
  });
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      response.end();
      arrived({ headers: request.headers, body: Buffer.concat(parts) });
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const made = await fetch(`${host}/rest/webhooks/1.0/webhook`, {
    method: 'POST',
    headers: { Authorization: bot, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: 'check',
      url: `http://127.0.0.1:${server.address().port}/`,
      secret: 'quiet',
      events: ['jira:issue_updated'],
      filters: { 'issue-related-events-section': 'project = SHOP' },
    }),
  });
  expect(made.status === 201, `status ${made.status}`);
  await v3.issues.editIssue({ issueIdOrKey: 'SHOP-1', fields: { summary: 'changed by jira.js' } });
  const { headers, body } = await delivery;
  const wanted = 'sha256=' + createHmac('sha256', 'quiet').update(body).digest('hex');
  expect(headers['x-hub-signature'] === wanted, 'signature');
  expect(JSON.parse(body).issue.key === 'SHOP-1', 'body');
  server.close();
});

await check('deleting', async () => {
  await v3.issues.deleteIssue({ issueIdOrKey: key });
  expect((await status(v3.issues.getIssue({ issueIdOrKey: key }))) === 404, 'gone');
});

finish();
