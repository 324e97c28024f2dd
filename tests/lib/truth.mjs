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
    comments: comments.length,
    worklogs: worklogs
      .map(({ id, attributes: { author, seconds, started } }) => ({
        ...{ id, author: account(author), seconds, started: Date.parse(started) },
      }))
      .sort(byId),
  };
}

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
    comments: issue.comments,
    worklogs: issue.worklogList
      .map(({ id, author, seconds, started }) => ({ id, author, seconds, started }))
      .sort(byId),
  };
}

/**
 * Every issue of the simulator with its histories, worklogs and memberships equals what `server`
 * has stored. Says the first differences.
 */
export async function compareWithTruth(sim, server) {
  const truth = await sim.control('GET', 'truth/issues');
  const ours = exportedIssues(await server.export());
  assert.equal(ours.size, truth.length, 'another number of issues');
  for (const issue of truth) {
    const stored = ours.get(issue.id);
    assert.ok(stored, `${issue.key} is not here`);
    assert.deepEqual(inWordsOfTruth(stored), pickTruth(issue), issue.key);
  }
}
