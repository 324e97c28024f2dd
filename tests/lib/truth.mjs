// What is true in the simulated Jira, read by a client of the tests' own through Jira's public API.
// It shares no code with our server, so that both cannot misread it the same way.
import assert from 'node:assert/strict';

const kFields = ['summary', 'status', 'issuetype', 'project', 'assignee', 'created', 'updated'];
const kPage = 100;

/** Every change of an issue, oldest first: [{at, author, field, from, to}]. */
async function changesOf(sim, id) {
  const changes = [];
  for (let startAt = 0, last = false; !last;) {
    const path = `/rest/api/3/issue/${id}/changelog?startAt=${startAt}&maxResults=${kPage}`;
    const page = await sim.jira('GET', path);
    for (const { id: history, created, author, items } of page.values) {
      for (const { field, fieldId, from, to, fromString, toString } of items) {
        const change = { history, at: Date.parse(created), author: author?.accountId ?? null };
        changes.push({ ...change, field: fieldId ?? field, from, to, fromString, toString });
      }
    }
    startAt += page.values.length;
    last = page.isLast || page.values.length === 0;
  }
  return changes;
}

function issueOf({ id, key, fields }) {
  return {
    id,
    key,
    summary: fields.summary,
    status: fields.status.name,
    category: fields.status.statusCategory.key,
    type: fields.issuetype.name,
    project: fields.project.key,
    assignee: fields.assignee?.accountId ?? null,
    created: Date.parse(fields.created),
    updated: Date.parse(fields.updated),
  };
}

/** Every issue that the account sees, by key. */
export async function readIssues(sim, jql = 'project is not empty ORDER BY key') {
  const issues = [];
  let nextPageToken;
  do {
    const body = { jql, fields: kFields, maxResults: kPage, nextPageToken };
    const page = await sim.jira('POST', '/rest/api/3/search/jql', body);
    issues.push(...page.issues.map(issueOf));
    nextPageToken = page.isLast ? undefined : page.nextPageToken;
  } while (nextPageToken);
  return issues;
}

/** The changes of each of `issues`: Map from id. */
export async function readChanges(sim, issues) {
  const changes = new Map();
  for (const { id } of issues) changes.set(id, await changesOf(sim, id));
  return changes;
}

/** The issues a backfill of `days` must bring: changed in the window, or open however old. */
export function inWindow(issues, now, days) {
  const begin = now - days * 86_400_000;
  return issues.filter(({ updated, category }) => updated >= begin || category !== 'done');
}

const kSprintType = 'com.pyxis.greenhopper.jira:gh-sprint';

/** What our export says, by issue: {attributes, status: [..], histories, worklogs, ...}. */
function exportedIssues(lines) {
  const facts = lines.map((line) => JSON.parse(line));
  const fieldOf = (type) =>
    facts.find((fact) => fact.kind === 'field' && fact.attributes.schema_custom === type)?.id;
  const sprintField = fieldOf(kSprintType);
  const issues = new Map();
  const of = (id) => issues.get(String(id));
  for (const { kind, id, attributes } of facts) {
    if (kind !== 'issue') continue;
    const sprints = attributes[sprintField] ?? [];
    issues.set(String(id), { attributes, sprints, histories: [], worklogs: [], comments: [] });
  }
  for (const fact of facts) {
    if (fact.kind === 'history') of(fact.issue)?.histories.push(fact);
    if (fact.attributes?.$deleted) continue;
    if (fact.kind === 'worklog') of(fact.issue)?.worklogs.push(fact);
    if (fact.kind === 'comment') of(fact.issue)?.comments.push(fact);
  }
  return issues;
}

const ids = (refs) => (refs ?? []).map(({ id }) => id).sort();
/** An account of a Server is named by its key or name, and says so. */
const account = (ref) => (ref?.id ?? '').replace(/^(key|name):/, '');
const byId = (a, b) => (a.id < b.id ? -1 : 1);

/** Our facts of one issue in the words of the simulator's truth. */
function inWordsOfTruth({ attributes, sprints, histories, worklogs, comments }) {
  const changes = histories.flatMap(({ id, at, items }) =>
    items
      .filter(({ field }) => field === 'status')
      .map(({ from, to }) => ({ at: Date.parse(at), history: Number(id), from, to })),
  );
  return {
    key: attributes.key,
    statusId: attributes.status?.id,
    typeId: attributes.issuetype?.id,
    priorityId: attributes.priority?.id ?? '',
    resolutionId: attributes.resolution?.id ?? '',
    assignee: account(attributes.assignee),
    reporter: account(attributes.reporter),
    created: Date.parse(attributes.created),
    updated: Date.parse(attributes.updated),
    labels: ids(attributes.labels),
    components: ids(attributes.components),
    fixVersions: ids(attributes.fixVersions),
    sprints: ids(sprints),
    status: changes.sort((a, b) => a.history - b.history),
    histories: histories.length,
    links: [...new Set(ids(attributes.issuelinks))],
    comments: comments
      .map(({ id, attributes: { author, created, updated } }) => ({
        ...{ id, author: account(author), created: Date.parse(created) },
        updated: Date.parse(updated),
      }))
      .sort(byId),
    worklogs: worklogs
      .map(({ id, attributes: { author, seconds, started } }) => ({
        ...{ id, author: account(author), seconds, started: Date.parse(started) },
      }))
      .sort(byId),
  };
}

const linkId = ({ outward, typeId, other }) => `${outward ? 'out' : 'in'}:${typeId}:${other}`;

function pickTruth(issue) {
  const { key, statusId, typeId, priorityId, resolutionId, assignee, reporter } = issue;
  return {
    ...{ key, statusId, typeId, priorityId, resolutionId, assignee, reporter },
    created: issue.created,
    updated: issue.updated,
    labels: [...issue.labels].sort(),
    components: [...issue.components].sort(),
    fixVersions: [...issue.fixVersions].sort(),
    sprints: [...issue.sprints].sort(),
    status: [...issue.status].sort((a, b) => a.history - b.history),
    histories: issue.histories,
    links: [...new Set(issue.links.map(linkId))].sort(),
    comments: issue.commentList.sort(byId),
    worklogs: issue.worklogList
      .map(({ id, author, seconds, started }) => ({ id, author, seconds, started }))
      .sort(byId),
  };
}

/**
 * Jira takes links to an issue that was deleted or is out of sight away, and gives the latter back,
 * without changing the other end; that is read with the next change.
 */
function withoutLinksTo(gone, issue) {
  return { ...issue, links: issue.links.filter((link) => !gone.has(link.split(':').at(-1))) };
}

/** What must hold of an issue that the account does not get to see, whatever the reason. */
function compareAbsent(issue, stored, hidden) {
  if (!stored) return;
  const { $deleted: deleted, $invisible: invisible, $history_total: total } = stored.attributes;
  const where = `${issue.key} (${issue.id})`;
  if (issue.deleted) assert.ok(deleted || invisible, `${where} is deleted and shown as there`);
  else {
    assert.ok(!deleted, `${where} is out of sight and said to be deleted`);
    // Of a project that is out of sight as a whole, the project says it.
    const said = hidden.includes(stored.attributes.key.replace(/-\d+$/, ''));
    assert.ok(invisible || said, `${where} is out of sight and shown as there`);
  }
  if (total) assert.ok(stored.histories.length > 0, `the history of ${where} is gone`);
}

/**
 * Every issue of the simulator that `account` sees, with its histories, worklogs, comments, links
 * and memberships, equals what `server` has stored; deleted ones and those out of its sight are
 * told apart and keep their history. `hidden`: keys of projects that it does not see at all;
 * `unseen`: ids of issues that it did not see for some time. Says the first difference.
 */
export async function compareWithTruth(
  sim,
  server,
  { account: who = 'bot', hidden = [], unseen = [] } = {},
) {
  const truth = await sim.control('GET', `truth/issues?deleted=true&account=${who}`);
  const ours = exportedIssues(await server.export());
  const absent = truth.filter(({ deleted, visible }) => deleted || !visible).map(({ id }) => id);
  const gone = new Set([...absent, ...unseen]);
  const known = new Set(truth.map(({ id }) => id));
  for (const [id, { attributes }] of ours) {
    assert.ok(known.has(id), `${attributes.key} (${id}) was never in Jira`);
  }
  for (const issue of truth) {
    const stored = ours.get(issue.id);
    if (issue.deleted || !issue.visible) {
      compareAbsent(issue, stored, hidden);
      continue;
    }
    assert.ok(stored, `${issue.key} (${issue.id}) is not here`);
    assert.ok(!stored.attributes.$deleted, `${issue.key} is there and said to be deleted`);
    assert.ok(!stored.attributes.$invisible, `${issue.key} is there and said to be out of sight`);
    const here = withoutLinksTo(gone, inWordsOfTruth(stored));
    const there = withoutLinksTo(gone, pickTruth(issue));
    assert.deepEqual(here, there, `${issue.key} (${issue.id})`);
  }
  return truth.length;
}
