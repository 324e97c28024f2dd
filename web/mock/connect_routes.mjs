// What the wizard asks before anything is saved, and the comparison after it. Hosts, tokens and
// words in the filter choose the answer; answers true when it has answered.
import { checkReport } from './connection.mjs';
import { diagnosisOf } from './diagnosis.mjs';
import { problemOf } from './jql_language.mjs';

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

function refuse(response, status, code, title, detail, remedy) {
  return send(response, status, {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    id: 'TL-7QK2MA',
    remedy,
  });
}

/** Sites that answer, by host. */
const sites = {
  'northwind.atlassian.net': ['cloud', '1001.0.0', 'northwind'],
  'jira.dockside.test': ['data_center', '9.12.4', 'Dockside works'],
  'html.test': ['data_center', '10.3.1', 'Harbour'],
  'tls.test': ['data_center', '9.4.0', 'Cellar'],
  'tracker.old.test': ['server', '7.13.0', 'Old tracker'],
};

const methods = {
  cloud: ['api_token', 'scoped_token'],
  data_center: ['personal_token', 'password'],
  server: ['password'],
};

const troubles = {
  'tls.test': [
    422,
    'tls',
    'The certificate is not trusted',
    'The certificate of tls.test is signed by an unknown authority "Cellar Root CA".',
    'Give the certificate authority that signed it.',
  ],
  'nowhere.test': [
    422,
    'dns',
    'The host name is unknown to this server',
    'The name nowhere.test is unknown to the Throughline server.',
    'Check the address, or the DNS of the Throughline server.',
  ],
  'silent.test': [
    503,
    'timed-out',
    'No answer in time',
    'silent.test did not answer within 10 s.',
    'Nothing to do: it is tried again by itself.',
  ],
  'private.test': [
    422,
    'vendor-credentials',
    'Jira rejected the sign-in (401)',
    'https://private.test says nothing about itself without a sign-in.',
    'Check e-mail and token.',
  ],
};

function urlOf(pasted) {
  const changes = [];
  const text = pasted.trim();
  const url = new URL(/^https?:/.test(text) ? text : `https://${text}`);
  if (!/^https?:/.test(text)) changes.push('The address was taken as https.');
  const path = url.pathname.startsWith('/jira') ? '/jira' : '';
  const rest = url.pathname.slice(path.length);
  if (rest.length > 1) changes.push(`The part ${rest} was left out.`);
  return { host: url.hostname, base_url: `${url.protocol}//${url.host}${path}`, path, changes };
}

function siteOf(host) {
  const [flavour, version, title] = sites[host] ?? ['cloud', '1001.0.0', host.split('.')[0]];
  return { id: `site-${host}`, flavour, version, title };
}

function detect(response, body) {
  const { host, path, base_url, changes } = urlOf(body.base_url);
  const trouble = troubles[host];
  if (trouble && !(host === 'tls.test' && body.ca_pem)) return refuse(response, ...trouble);
  if (host === 'html.test' && !path) {
    return refuse(
      response,
      422,
      'vendor-not-jira',
      'The address answers, but not as Jira',
      'https://html.test answers with HTML (200), not as Jira.',
      'Check the address; is there a context path such as /jira?',
    );
  }
  const site = siteOf(host);
  return send(response, 200, {
    url: { base_url, changes },
    site,
    methods: methods[site.flavour],
  });
}

const missingDesk = {
  id: 'service_projects',
  title: 'Service management projects',
  state: 'missing',
  detail: 'Requests of project HELP are not visible: the account is no agent there.',
  effect: 'HELP is followed without its requests and SLAs.',
  remedy:
    'In HELP → Project settings → People, add the account to the role Service Desk Team (or give it a Jira Service Management licence).',
};

const personal = {
  id: 'service_account',
  title: 'Service account',
  state: 'warning',
  detail: 'This looks like a personal account.',
  effect: "The connection stops when this person's token or rights end.",
  remedy: 'Better use an account of its own, with access to the projects to be measured.',
};

function check(response, body) {
  const { host, base_url } = urlOf(body.base_url);
  const site = siteOf(host);
  const report = checkReport(base_url, body.token === 'bad');
  const scoped = body.token === 'scoped';
  const method = scoped ? 'scoped_token' : (body.method ?? methods[site.flavour][0]);
  report.site = report.site && {
    ...site,
    api_url: scoped ? 'https://api.atlassian.com/ex/jira/5b1f7a0e' : '',
    method,
  };
  report.notes = [];
  if (body.token === 'personal') report.rows.splice(3, 0, personal, missingDesk);
  setTimeout(() => send(response, 200, report), 500);
  return true;
}

const names = ['Payments', 'Storefront', 'Platform operations', 'Logistics', 'Mobile', 'Data'];

function keys(response, body) {
  const items = body.keys.map((key, i) => {
    const visible = !key.startsWith('X');
    const project = {
      id: String(i),
      key,
      name: names[i % names.length],
      type: 'software',
      lead: 'Mara Veld',
    };
    return {
      key,
      visible,
      project: visible ? project : null,
      reason: visible ? '' : `Jira knows no project ${key}, or this account may not see it.`,
    };
  });
  return send(response, 200, { items });
}

const right = {
  valid: true,
  error: '',
  line: null,
  column: null,
  suggestion: '',
  matches: 3214,
  of: 42_900,
  samples: [
    ['PAY-1377', 'Round invoice numbers across year ends', 'In Review'],
    ['WEB-902', 'Speed up search results without stock', 'In Progress'],
    ['PAY-1371', 'Retry failed card payments after 24 hours', 'To Do'],
    [
      'OPS-418',
      'Log alerts that nobody reads, with the rule that made them and since when',
      'Done',
    ],
    ['WEB-899', 'Fix the address form on small screens', 'Done'],
  ].map(([key, summary, status], i) => ({ id: String(i), key, summary, status })),
  notes: [],
};

const wrong = { ...right, valid: false, matches: null, of: null, samples: [] };

/** What this program makes of the filter, beside Jira's verdict. */
function hereOf(jql, draft) {
  const problem = problemOf(jql);
  const read = { ok: true, undecided: [], warnings: [], not_ready: '', time: 'none' };
  if (problem) return { ...read, ok: false, problem };
  const later = 'Its names are looked up once the first issues are here.';
  if (draft) return { ...read, not_ready: later };
  const at = /\bcomment\s*~\s*\S+/.exec(jql);
  if (!at) return { ...read, matched: 312, open: 0 };
  const message = 'Comment texts are not stored.';
  return { ...read, undecided: [{ message, from: at.index, to: at.index + at[0].length }] };
}

function filter(response, body) {
  const jql = body.jql;
  const here = hereOf(jql, body.connection === undefined);
  const typo = jql.search(/"?stroy points"?/i);
  if (typo >= 0) {
    return send(response, 200, {
      ...wrong,
      here,
      error: 'field "stroy points" does not exist.',
      line: 1,
      column: typo + 1,
      suggestion: 'Story Points',
    });
  }
  if (/\b(AND|OR|=)\s*$/i.test(jql)) {
    return send(response, 200, {
      ...wrong,
      here,
      error: 'the filter ends too early; a value is missing.',
      line: jql.split('\n').length,
      column: jql.split('\n').at(-1).length + 1,
    });
  }
  if (/busy/.test(jql)) {
    return refuse(response, 503, 'vendor-unavailable', 'Jira 503', 'Jira answered 503.', 'Wait.');
  }
  if (/nothing/.test(jql)) return send(response, 200, { ...right, here, matches: 0, samples: [] });
  const notes = /order by/i.test(jql) ? ['ORDER BY is ignored.'] : [];
  const recent = /updated >= "-(\d+)d"/.exec(jql);
  const matches = recent ? Math.min(42_900, 4200 + Number(recent[1]) * 152) : right.matches;
  const all = /^created/.test(jql) ? 42_900 : matches;
  return send(response, 200, { ...right, here, matches: all, notes });
}

const row = (id, title, state, detail, remedy = '') => ({ id, title, state, detail, remedy });

const statuses = ['To Do', 'In Progress', 'In Review', 'Done'];

function verify(response, mock) {
  if (mock.state === 'unreachable') {
    return refuse(
      response,
      503,
      'connect',
      'No connection',
      'northwind.atlassian.net does not answer.',
      'Check the address, the port and any firewall between the servers.',
    );
  }
  const filling = mock.state === 'backfilling';
  const differs = mock.state === 'differs';
  const samples = Array.from({ length: 20 }, (_, i) => {
    const there = statuses[(i * 7) % 4];
    const here = filling && i % 3 === 2 ? '' : differs && i === 5 ? 'To Do' : there;
    return {
      key: `${['PAY', 'WEB', 'OPS'][i % 3]}-${1300 - i * 7}`,
      here,
      there,
      equal: here === there,
    };
  });
  const equal = samples.filter((sample) => sample.equal).length;
  return send(response, 200, {
    at: iso(Date.now()),
    rows: [
      filling
        ? row(
            'issues',
            'Number of issues',
            'pending',
            'Jira 42,900 · here 18,400: still filling.',
            'Nothing to do: wait until it is complete.',
          )
        : row(
            'issues',
            'Number of issues',
            'passed',
            'Jira 42,900 = here 42,900, project by project.',
          ),
      differs
        ? row(
            'statuses',
            'Statuses',
            'failed',
            `${equal} of 20 issues have the status that Jira shows.`,
            'PAY-1272 is read again now; compare again in a minute.',
          )
        : row(
            'statuses',
            'Statuses',
            filling ? 'pending' : 'passed',
            `${equal} of 20 issues have the status that Jira shows.`,
          ),
      row(
        'webhooks',
        'Webhooks',
        mock.state === 'silent' ? 'warning' : 'passed',
        mock.state === 'silent'
          ? 'No event in 26 h, but polling found 14 changes.'
          : 'The last event came 41 s ago.',
        mock.state === 'silent' ? 'Send a test event from the tab Webhooks.' : '',
      ),
      row(
        'commits',
        'Issues next to commits',
        'not_connected',
        'No code host is connected yet.',
        'Connect one later; it attaches to these issues by their keys.',
      ),
      row('ide_time', 'Editor time with a key', 'not_connected', 'No editor sends time yet.', ''),
    ],
    samples,
  });
}

export function connectRoutes(c, path, url, method, body) {
  const { response, mock } = c;
  if (method === 'POST' && path === '/connections/jira/detect') {
    setTimeout(() => detect(response, body), 150);
    return true;
  }
  if (method === 'POST' && path === '/connections/jira/check') return check(response, body);
  if (method === 'POST' && path === '/connections/jira/keys') return keys(response, body);
  if (method === 'POST' && path === '/connections/jira/filter') {
    setTimeout(() => filter(response, body), 120);
    return true;
  }
  if (method === 'GET' && path === '/connections/c7k2mnorthwind/verify') {
    return verify(response, mock);
  }
  if (method === 'GET' && path === '/connections/c7k2mnorthwind/diagnosis') {
    return send(response, 200, diagnosisOf(mock.state, url.searchParams.get('ask') === 'true'));
  }
  return false;
}
