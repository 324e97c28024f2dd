// The requests that go through Prism, in order. A function gets what earlier answers kept.
const adf = (text) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
const get = (path, status = 200) => ({ method: 'GET', path, status });
const post = (path, body, status = 200) => ({ method: 'POST', path, body, status });
const all = encodeURIComponent('created >= -3650d order by id');

export const platformRequests = [
  get('/rest/api/3/serverInfo'),
  get('/rest/api/3/myself'),
  get('/rest/api/3/mypermissions?permissions=ADMINISTER,BROWSE_PROJECTS,WORK_ON_ISSUES'),
  get('/rest/api/3/mypermissions?permissions=FLY', 400),
  get('/rest/api/3/permissions'),
  post('/rest/api/3/permissions/project', { permissions: ['BROWSE_PROJECTS'] }),
  get('/rest/api/3/field'),
  get('/rest/api/3/status'),
  get('/rest/api/3/statuscategory'),
  get('/rest/api/3/issuetype'),
  get('/rest/api/3/priority'),
  get('/rest/api/3/resolution'),
  get('/rest/api/3/project/search?maxResults=2&expand=lead,issueTypes,description'),
  get('/rest/api/3/project/SHOP'),
  get('/rest/api/3/project/NOPE', 404),
  get('/rest/api/3/project/DOCS/statuses'),
  get('/rest/api/3/users/search?maxResults=50'),
  {
    ...get('/rest/api/3/users/search?maxResults=1'),
    keep: (answer, found) => {
      found.account = answer[0].accountId;
    },
  },
  (found) => get(`/rest/api/3/user?accountId=${encodeURIComponent(found.account)}`),
  get(`/rest/api/3/search/jql?jql=${all}&maxResults=3`),
  get(`/rest/api/3/search/jql?jql=${all}&maxResults=100&fields=*all&expand=changelog`),
  get('/rest/api/3/search/jql?jql=order%20by%20key', 400),
  {
    ...post('/rest/api/3/search/jql', {
      jql: 'project = SHOP order by updated',
      maxResults: 10,
      fields: ['*all'],
      expand: 'changelog',
    }),
    keep: (answer, found) => {
      found.token = answer.nextPageToken;
    },
  },
  (found) =>
    post('/rest/api/3/search/jql', {
      jql: 'project = SHOP order by updated',
      maxResults: 10,
      fields: ['*all'],
      nextPageToken: found.token,
    }),
  post('/rest/api/3/search/approximate-count', { jql: 'project = SHOP' }),
  get('/rest/api/3/search?jql=project%3DSHOP', 410),
  post('/rest/api/3/jql/match', {
    issueIds: [10001, 10002],
    jqls: ['project = SHOP', 'nonsense ='],
  }),
  post('/rest/api/3/jql/parse?validation=strict', { queries: ['project = SHOP', 'nonsense ='] }),
  post('/rest/api/3/issue/bulkfetch', {
    issueIdsOrKeys: ['10001', '10004', 'NOPE-1'],
    fields: ['*all'],
    expand: ['changelog'],
  }),
  get('/rest/api/3/issue/10004?expand=changelog,transitions'),
  get('/rest/api/3/issue/NOPE-1', 404),
  get('/rest/api/3/issue/10004/changelog?startAt=0&maxResults=100'),
  post('/rest/api/3/changelog/bulkfetch', { issueIdsOrKeys: ['10001', '10004'], maxResults: 50 }),
  get('/rest/api/3/issue/10010/worklog?maxResults=10'),
  get('/rest/api/3/worklog/updated?since=0'),
  get('/rest/api/3/worklog/deleted?since=0'),
  post('/rest/api/3/worklog/list', { ids: [10000, 10001] }),
  get('/rest/api/3/issue/10001/comment'),
  {
    ...post(
      '/rest/api/3/issue',
      {
        fields: { project: { key: 'SHOP' }, issuetype: { name: 'Task' }, summary: 'through Prism' },
      },
      201,
    ),
    keep: (answer, found) => {
      found.key = answer.key;
    },
  },
  post('/rest/api/3/issue', { fields: { project: { key: 'NOPE' }, summary: 'x' } }, 400),
  (found) => ({
    method: 'PUT',
    path: `/rest/api/3/issue/${found.key}`,
    status: 204,
    body: { fields: { description: adf('words'), labels: ['prism'], customfield_10028: 3 } },
  }),
  (found) => ({
    method: 'PUT',
    path: `/rest/api/3/issue/${found.key}/assignee`,
    status: 204,
    body: { accountId: found.account },
  }),
  (found) => get(`/rest/api/3/issue/${found.key}/transitions?expand=transitions.fields`),
  (found) => post(`/rest/api/3/issue/${found.key}/transitions`, { transition: { id: '11' } }, 204),
  (found) => post(`/rest/api/3/issue/${found.key}/transitions`, { transition: { id: '11' } }, 400),
  (found) => ({
    ...post(
      `/rest/api/3/issue/${found.key}/worklog`,
      {
        started: '2026-01-05T10:00:00.000+0000',
        timeSpentSeconds: 3600,
        comment: adf('work'),
      },
      201,
    ),
    keep: (answer) => {
      found.worklog = answer.id;
    },
  }),
  (found) => ({
    method: 'PUT',
    path: `/rest/api/3/issue/${found.key}/worklog/${found.worklog}`,
    body: { timeSpentSeconds: 7200 },
  }),
  (found) => ({
    method: 'DELETE',
    path: `/rest/api/3/issue/${found.key}/worklog/${found.worklog}`,
    status: 204,
  }),
  (found) => ({
    ...post(`/rest/api/3/issue/${found.key}/comment`, { body: adf('a remark') }, 201),
    keep: (answer) => {
      found.comment = answer.id;
    },
  }),
  (found) => get(`/rest/api/3/issue/${found.key}/comment`),
  (found) => ({
    method: 'DELETE',
    path: `/rest/api/3/issue/${found.key}/comment/${found.comment}`,
    status: 204,
  }),
  (found) => get(`/rest/api/3/issue/${found.key}?expand=changelog`),
  (found) => ({ method: 'DELETE', path: `/rest/api/3/issue/${found.key}`, status: 204 }),
];

export const agileRequests = [
  get('/rest/agile/1.0/board?maxResults=50'),
  get('/rest/agile/1.0/board?projectKeyOrId=SHOP&type=scrum'),
  get('/rest/agile/1.0/board/1'),
  get('/rest/agile/1.0/board/999', 404),
  get('/rest/agile/1.0/board/1/configuration'),
  get('/rest/agile/1.0/board/3/configuration'),
  get('/rest/agile/1.0/board/1/sprint?state=active,closed'),
  get('/rest/agile/1.0/board/3/sprint', 400),
  get('/rest/agile/1.0/sprint/1'),
  get('/rest/agile/1.0/sprint/9999', 404),
  get('/rest/agile/1.0/sprint/1/issue?maxResults=5'),
  post('/rest/agile/1.0/sprint/1', { goal: 'another goal' }),
];
