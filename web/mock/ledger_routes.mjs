// The ledger: what is here against what is in Jira. States: ready, differs, alarm, unproven,
// nothingnew, paused, backfilling, noprojects, manyprojects, lowpage, nodifferences.
import { ledgerFacts } from './connection.mjs';

const minute = 60_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
/** Stands still, as a look or a proof does until there is a newer one. */
const kStart = Date.now();
const ago = (minutes) => iso(kStart - minutes * minute);
const kLedger = /^\/connections\/([^/]+)\/ledger(\/check)?$/;

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

const clock = (at) => new Date(at).toISOString().slice(11, 16);

function row(account, key, ours, change = {}) {
  const proven =
    change.proven === undefined ? ago(12 + ((Number(account) || 4) % 9)) : change.proven;
  const made = {
    account,
    key,
    state: 'proven',
    looked: ago(2),
    theirs: ours,
    ours,
    newest_theirs: ago(9),
    newest_ours: ago(9),
    census: proven ? ago(10) : null,
    proven,
    compared: proven ? ours : 0,
    look_requests: 2,
    census_requests: proven ? Math.ceil(ours / 1000) : 0,
    open: 0,
    detail: '',
    ...change,
  };
  const words = {
    proven: `${made.ours} here, ${made.theirs} in Jira; proven equal at ${proven && clock(proven)} minus 2 min.`,
    nothing_new: `${made.ours} here, ${made.theirs} in Jira; nothing new seen, not yet compared in full.`,
    unproven: 'Not compared in full yet.',
    differs: `${made.ours} here, ${made.theirs} in Jira; what differs is being read again.`,
    cannot: 'Jira does not let this account compare the project.',
  };
  return { text: words[made.state], ...made };
}

const kNames = ['PAY', 'OPS', 'WEB', 'APP', 'DATA', 'CORE', 'MOB', 'SEC', 'LOG', 'CRM'];

function manyRows() {
  return Array.from({ length: 412 }, (_, i) => {
    const key = `${kNames[i % 10]}${i < 10 ? '' : Math.floor(i / 10)}`;
    const ours = 40 + ((i * 7919) % 4200);
    if (i === 17)
      return row(String(10_001 + i), key, ours, { state: 'differs', theirs: ours + 12, open: 12 });
    if (i % 97 === 3)
      return row(String(10_001 + i), key, ours, { state: 'cannot', theirs: null, proven: null });
    if (i % 31 === 5)
      return row(String(10_001 + i), key, ours, { state: 'nothing_new', proven: null });
    return row(String(10_001 + i), key, ours);
  });
}

function rowsOf(c) {
  const rows = rowsIn(c.mock.state);
  const { proved } = c.mock;
  if (!proved) return rows;
  return rows.map((each) =>
    proved.keys.length === 0 || proved.keys.includes(each.key)
      ? {
          ...each,
          census: proved.at,
          looked: proved.at,
          proven: each.state === 'cannot' ? null : proved.at,
        }
      : each,
  );
}

function rowsIn(mode) {
  if (mode === 'noprojects' || mode === 'backfilling') return [];
  if (mode === 'manyprojects') return manyRows();
  if (mode === 'unproven' || mode === 'nothingnew') {
    const state = mode === 'unproven' ? 'unproven' : 'nothing_new';
    return [
      row('10001', 'PAY', 218),
      row('10002', 'OPS', 214, { state, proven: null }),
      row('10003', 'WEB', 188, { state, proven: null }),
    ];
  }
  const differs = mode === 'differs' || mode === 'alarm';
  return [
    row('10001', 'PAY', 218),
    row(
      '10002',
      'OPS',
      214,
      differs ? { state: 'differs', theirs: 217, open: 3, newest_theirs: ago(4) } : {},
    ),
    row('10003', 'WEB', 188),
    ...(differs
      ? [
          row('10004', 'SEC', 61, {
            state: 'cannot',
            theirs: null,
            proven: null,
            detail: 'Jira answers 403 to the search: the account lost Browse Projects here.',
          }),
        ]
      : []),
  ];
}

function special(account, mode) {
  const name = account === '$worklogs';
  if (mode === 'unproven') return null;
  return row(account, '', name ? 1_820 : 40, {
    theirs: name ? 1_820 : null,
    text: name
      ? '1,820 worklogs here, none changed in Jira that is not here.'
      : '40 whole histories of this week’s sample compared, all equal.',
  });
}

export function ledgerOf(c) {
  const mode = c.mock.state;
  const facts = ledgerFacts(mode);
  const rows = rowsOf(c);
  const open = rows.reduce((sum, each) => sum + each.open, 0);
  const off = mode === 'alarm';
  return {
    connection: 'c7k2mnorthwind',
    name: 'northwind',
    state: mode === 'manyprojects' ? 'differs' : facts.ledger_state,
    text: facts.complete_as_of ? `Complete as of ${clock(facts.complete_as_of)}` : '',
    complete_as_of: facts.complete_as_of,
    checked: c.mock.proved?.at ?? ago(2),
    projects: rows.length,
    proven_projects: rows.filter((each) => each.proven).length,
    open,
    healed_7d: mode === 'nodifferences' ? 0 : 9,
    requests_24h: 214,
    page_note:
      mode === 'lowpage'
        ? 'This Jira gives at most 50 issues a page, so a full comparison of 4,120 issues costs 83 requests instead of 5. An administrator of Jira can raise jira.search.views.default.max.'
        : '',
    alarms: off
      ? [
          'Of 18,402 deliveries stored, 18,399 are accounted for: 3 are missing between storing and applying, seen first at 11:42.',
        ]
      : [],
    arrivals: {
      stored: 18_402,
      deleted: 4_120,
      waiting: 2,
      accepted: off ? 13_861 : 13_864,
      ignored: 403,
      failed: 4,
      rejected: 9,
      repeats: 37,
      balanced: !off,
    },
    pulls: { read: 44_120, applied: 43_702, refused: 3, left_out: 415, balanced: true },
    worklogs: special('$worklogs', mode),
    histories: special('$histories', mode),
    rows,
  };
}

const kFound = [
  ['missing', 'missed_webhook', 'Jira was restarting between 10:58 and 11:02.'],
  ['changed', 'missed_webhook', ''],
  ['changed', 'late_index', ''],
  ['extra', 'deleted', 'Its history is kept, marked as deleted.'],
  ['missing', 'lost_access', ''],
  ['extra', 'moved_away', 'It goes on as CRM-41.'],
  ['content', 'our_fault', 'The field “Target end” was read in another time zone.'],
  ['changed', 'missed_poll', ''],
  ['extra', 'left_filter', ''],
];

const kHow = [
  'read again',
  'read again',
  'read again after 2 min',
  'marked as deleted',
  'marked as not visible',
  'followed to its new key',
  'read again after an upgrade',
  'read again',
  'followed further',
];

function differencesOf(c, url) {
  const mode = c.mock.state;
  const open = mode === 'differs' || mode === 'alarm' ? 3 : mode === 'manyprojects' ? 12 : 0;
  const n = mode === 'nodifferences' || mode === 'unproven' ? 0 : 74 + open;
  const all = Array.from({ length: n }, (_, i) => {
    const [kind, cause, detail] = i < open ? ['missing', 'missed_webhook', ''] : kFound[i % 9];
    const found = i < open ? 4 + i : 90 + i * 310;
    return {
      id: String(900 - i),
      connection: 'c7k2mnorthwind',
      account: '10002',
      subject: i % 13 === 6 ? `worklog:${20_100 + i}` : `issue:${10_400 + i}`,
      issue: String(10_400 + i),
      key: i % 13 === 6 ? '' : `OPS-${240 - (i % 120)}`,
      kind,
      cause,
      since: ago(found + 12 + (i % 7) * 40),
      found: ago(found),
      healed: i < open ? null : ago(found - 1),
      how: i < open ? '' : kHow[i % 9],
      detail,
    };
  });
  const wanted = url.searchParams.get('state') === 'open' ? all.filter((d) => !d.healed) : all;
  const at = Number(url.searchParams.get('cursor') ?? 0);
  const next = at + Number(url.searchParams.get('limit') ?? 50);
  return { items: wanted.slice(at, next), next_cursor: next < wanted.length ? String(next) : null };
}

function check(c, body) {
  const { mock, response } = c;
  if (mock.state === 'paused' || mock.state === 'rejected')
    return send(response, 409, {
      type: 'urn:throughline:409',
      title: 'The connection is paused',
      status: 409,
      id: 'TL-7A10',
      detail: 'Nothing is asked of Jira while it is paused.',
      remedy: 'Resume it, then prove again.',
    });
  const answer = ledgerOf(c);
  setTimeout(() => {
    mock.proved = { at: iso(Date.now()), keys: body.project_keys ?? [] };
    if (mock.state === 'differs') mock.state = 'ready';
  }, 1200);
  return send(response, 202, answer);
}

export function ledgerRoutes(c, path, url, method, body) {
  if (path === '/ledger/differences') return send(c.response, 200, differencesOf(c, url));
  const match = kLedger.exec(path);
  if (!match || match[1] !== 'c7k2mnorthwind') return false;
  if (match[2] && method === 'POST') return check(c, body);
  return send(c.response, 200, ledgerOf(c));
}
