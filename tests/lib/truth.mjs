// What is true in the simulated Jira, read by a client of the tests' own through Jira's public API.
// It shares no code with our server, so that both cannot misread it the same way.

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
