// Asks the simulated Data Center 10 through Prism and the vendor's document of 10.3.
import { finish, skipUnlessSpecs, startSim } from './harness.mjs';
import { run, startPrism } from './prism_proxy.mjs';

const personal = 'Bearer sim-bot-pat';
const get = (path, status = 200) => ({ method: 'GET', path, status, as: personal });
const post = (path, body, status = 200) => ({ method: 'POST', path, body, status, as: personal });
const put = (path, body, status = 204) => ({ method: 'PUT', path, body, status, as: personal });
const all = encodeURIComponent('created >= -3650d order by id');
const keep = (request, name, of) => ({
  ...request,
  keep: (answer, found) => {
    found[name] = of(answer);
  },
});

const platform = [
  get('/api/2/serverInfo'),
  get('/api/2/myself'),
  get('/api/2/mypermissions'),
  get('/api/2/field'),
  get('/api/2/status'),
  get('/api/2/statuscategory'),
  get('/api/2/issuetype'),
  get('/api/2/priority'),
  get('/api/2/resolution'),
  get('/api/2/project'),
  get('/api/2/project/SHOP'),
  get('/api/2/project/NOPE', 404),
  get('/api/2/project/SHOP/statuses'),
  get('/api/2/project/SHOP/versions'),
  get('/api/2/project/SHOP/components'),
  get('/api/2/user/search?username=.&maxResults=1000'),
  keep(
    get(`/api/2/search?jql=${all}&startAt=0&maxResults=5`),
    'key',
    ({ issues }) => issues[0].key,
  ),
  get(`/api/2/search?jql=${all}&maxResults=50&fields=*all&expand=changelog`),
  get('/api/2/search?jql=nonsense%20%3D%20%3D', 400),
  post('/api/2/search', {
    ...{ jql: 'project = SHOP order by updated', startAt: 0, maxResults: 10 },
    ...{ fields: ['summary', 'status', 'updated'], validateQuery: true },
  }),
  ({ key }) => get(`/api/2/issue/${key}`),
  ({ key }) => get(`/api/2/issue/${key}?expand=changelog&fields=summary`),
  ({ key }) => get(`/api/2/issue/${key}/worklog`),
  ({ key }) => get(`/api/2/issue/${key}/comment`),
  ({ key }) => get(`/api/2/issue/${key}/remotelink`),
  ({ key }) => keep(get(`/api/2/issue/${key}/transitions`), 'way', (one) => one.transitions[0].id),
  ({ key, way }) => post(`/api/2/issue/${key}/transitions`, { transition: { id: way } }, 204),
  ({ key }) => put(`/api/2/issue/${key}`, { fields: { summary: 'Seen by Prism' } }),
  ({ key }) =>
    post(
      `/api/2/issue/${key}/worklog`,
      { started: '2026-01-05T10:00:00.000+0000', timeSpentSeconds: 3600 },
      201,
    ),
  ({ key }) => post(`/api/2/issue/${key}/comment`, { body: 'plain text' }, 201),
  get('/api/2/worklog/updated?since=0'),
  get('/api/2/worklog/deleted?since=0'),
  get('/agile/1.0/board?maxResults=50'),
  get('/agile/1.0/board/1/configuration'),
  get('/agile/1.0/board/1/sprint?state=active'),
  get('/agile/1.0/sprint/1'),
];

// Lists that the document describes by their item alone.
const kLists = [
  ...['/api/2/field', '/api/2/status', '/api/2/statuscategory', '/api/2/issuetype'],
  ...['/api/2/priority', '/api/2/resolution', '/api/2/project', '/api/2/user/search'],
  ...['statuses', 'versions', 'components'].map(
    (list) => `/api/2/project/{projectIdOrKey}/${list}`,
  ),
  '/api/2/issue/{issueIdOrKey}/remotelink',
];

/** Calls `visit` for every object below `node`. */
function walk(node, visit) {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node);
  Object.values(node).forEach((child) => walk(child, visit));
}

// Where the document contradicts what real sites answer; reality wins.
function repair(spec) {
  for (const path of kLists) {
    const content = spec.paths[path].get.responses['200'].content['application/json'];
    content.schema = { type: 'array', items: content.schema };
  }
  // Values of fields, and words in a query, are declared as objects.
  const isBare = (schema) => schema?.type === 'object' && !schema.properties;
  walk(spec, (node) => {
    if (isBare(node.additionalProperties)) node.additionalProperties = true;
  });
  spec.components.schemas.StringList = { type: 'string' };
  // Real histories hold null where a side of a change is empty.
  const item = spec.components.schemas.ChangeItemBean;
  for (const name of ['from', 'fromString', 'to', 'toString']) item.properties[name] = {};
  // A version is released on a day, not at an instant.
  for (const name of ['releaseDate', 'startDate'])
    delete spec.components.schemas.VersionBean.properties[name]?.format;
}

skipUnlessSpecs();
const sim = await startSim(['--flavour', 'dc-10']);
const document = 'jira-dc/jira-software-dc-10.3.24.prism.json';
await run(await startPrism(document, repair, `${sim}/rest`), platform);
finish();
