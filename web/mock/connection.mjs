// The connection of the made-up organisation in each of its states.

const day = 86_400_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const titles = [
  ['fields', 'Fields & statuses', 'definitions'],
  ['projects', 'Projects', 'projects'],
  ['issues', 'Issues', 'issues'],
  ['history', 'History', 'issues'],
  ['worklogs', 'Worklogs', 'issues'],
  ['sprints', 'Boards & sprints', 'sprints'],
];
const totals = [214, 3, 42_900, 42_900, 18_220, 96];

function phase(i, share, state) {
  const [id, title, unit] = titles[i];
  const total = share === 0 && i > 3 ? null : totals[i];
  const done = Math.floor(totals[i] * share);
  const running = share > 0 && share < 1;
  return {
    id,
    title,
    state: share >= 1 ? 'completed' : running ? state : 'queued',
    done,
    total,
    unit,
    current: running ? `PAY-${1400 - Math.floor(share * 900)}` : '',
    last_activity: share > 0 ? iso(Date.now() - 1200) : null,
    per_minute: running ? 5200 : null,
    detail: running && i === 2 && share > 0.3 ? '+1,200 found since the start' : '',
  };
}

/** Progress of a run at a share between 0 and 1. */
export function progressAt(share, state, startedAt) {
  const parts = [
    Math.min(1, share / 0.02),
    Math.min(1, Math.max(0, (share - 0.02) / 0.02)),
    Math.min(1, Math.max(0, (share - 0.04) / 0.56)),
    Math.min(1, Math.max(0, (share - 0.3) / 0.5)),
    Math.min(1, Math.max(0, (share - 0.8) / 0.15)),
    Math.min(1, Math.max(0, (share - 0.95) / 0.05)),
  ];
  const over = share >= 1;
  const now = Date.now();
  return {
    run: 'run-1',
    state: over ? 'completed' : state,
    started: iso(startedAt),
    finished: over ? iso(startedAt + 612_000) : null,
    percent: share * 100,
    eta_seconds_low: over || state === 'waiting' ? null : Math.round((1 - share) * 620),
    eta_seconds_high: over || state === 'waiting' ? null : Math.round((1 - share) * 940),
    waiting:
      state === 'waiting'
        ? {
            reason: 'Jira asked us to wait 45 s (Retry-After). Nothing is lost.',
            until: iso(now + 32_000),
          }
        : null,
    complete_back_to: share > 0.06 ? iso(now - Math.max(2, share * 90) * day) : null,
    requests_made: Math.floor(share * 1640) + 3,
    refused: 0,
    phases: parts.map((part, i) => phase(i, part, state)),
  };
}

const badges = {
  ready: ['connected', 'ok', 'Connected', 'Last sync 2 min ago · webhooks live'],
  empty: ['connected', 'ok', 'Connected', ''],
  backfilling: [
    'backfilling',
    'running',
    'Backfilling 43 %',
    'Issues 18,400 of 42,900 · about 6–9 min left',
  ],
  rejected: [
    'needs_sign_in',
    'error',
    'Sign-in rejected (401)',
    'No new data since 12:40. Existing data is kept.',
  ],
  limited: ['waiting', 'warn', 'Waiting for Jira', 'Resumes 14:07:30. Nothing is lost.'],
  paused: ['paused', 'idle', 'Paused', 'Since 3 Nov by Mara Veld'],
  alarm: [
    'counts_differ',
    'warn',
    'Connected · counts differ',
    '18,402 deliveries were stored, and 18,399 are accounted for. Please report it.',
  ],
  silent: [
    'webhooks_silent',
    'warn',
    'Connected · webhooks silent',
    '0 events in 26 h, but polling found 14 changes',
  ],
  expiring: [
    'token_expiring',
    'warn',
    'Connected · token expires in 9 days',
    'Expires 29 Nov 2026',
  ],
  unreachable: [
    'unreachable',
    'error',
    'Cannot reach northwind',
    'The name was not found; next try in 45 s',
  ],
};

const ledgerStates = {
  backfilling: 'reading',
  limited: 'reading',
  paused: 'stopped',
  rejected: 'stopped',
  differs: 'differs',
  alarm: 'differs',
  unproven: 'unproven',
  nothingnew: 'nothing_new',
};

/** What the connection says of its completeness. */
export function ledgerFacts(mode) {
  const state = ledgerStates[mode] ?? 'complete';
  const never = ['reading', 'unproven', 'nothing_new'].includes(state);
  const before = state === 'stopped' ? 5 * day : 130_000;
  return {
    complete_as_of: never ? null : iso(Date.now() - before),
    ledger_state: state,
    ledger_text: never ? '' : `Complete as of ${iso(Date.now() - before).slice(11, 16)}`,
    alarms: mode === 'alarm' ? 1 : 0,
    filter_here: {
      decided: mode !== 'limited',
      why: mode === 'limited' ? 'comment texts are not stored' : '',
      undecided: [],
      left: mode === 'many' || mode === 'ready' ? 3 : 0,
      time: 'day',
    },
  };
}

export function makeConnection(mode, share, lastSync, revision, startedAt) {
  const [code, tone, text, line] = badges[mode] ?? badges.ready;
  const now = Date.now();
  const backfilling = mode === 'backfilling' || mode === 'limited';
  const state = mode === 'rejected' ? 'needs_sign_in' : mode === 'paused' ? 'paused' : 'active';
  return {
    id: 'c7k2mnorthwind',
    vendor: 'jira',
    flavour: 'cloud',
    version: '1001.0.0',
    api_url: '',
    method: 'api_token',
    filter_jql: '',
    webhooks_wanted: mode !== 'nohook',
    proxy: '',
    has_ca: false,
    writes: { worklogs: false, rule_actions: false, remote_links: false },
    custom_fields: [],
    descriptions: false,
    removed_descriptions: null,
    requests_per_minute: 0,
    quiet_hours: null,
    left_filter: 14,
    invisible: 3,
    deleted_issues: 7,
    name: 'northwind',
    base_url: 'https://northwind.atlassian.net',
    site_id: '5b1f7a0e',
    account: { id: 'acc-bot', name: 'Throughline Bot', email: 'throughline@northwind.test' },
    token_expires: iso(now + (mode === 'expiring' ? 9 : 301) * day).slice(0, 10),
    project_keys: [],
    backfill_days: 90,
    state,
    state_reason: '',
    state_since: iso(now - 5 * day),
    created: iso(now - 20 * day),
    revision,
    badge: {
      code,
      tone,
      text: mode === 'backfilling' ? `Backfilling ${Math.floor(share * 100)} %` : text,
      line,
    },
    webhook: {
      state: mode === 'silent' ? 'silent' : 'live',
      detail: '',
      last_event: iso(now - 41_000),
      events_received: 12_431,
      delivery_url: 'https://flow.northwind.test/v1/issue/••••',
    },
    last_sync: iso(lastSync),
    next_poll: iso(now + 240_000),
    pending: 0,
    last_error: null,
    ...ledgerFacts(mode),
    issues: backfilling ? Math.floor(share * 42_900) : 620,
    progress: progressAt(
      backfilling ? share : 1,
      mode === 'limited' ? 'waiting' : 'running',
      startedAt,
    ),
  };
}

const ok = (id, title, detail) => ({ id, title, state: 'passed', detail, effect: '', remedy: '' });

export function checkReport(url, bad) {
  const rows = bad
    ? [
        ok('reachable', 'Reachable', 'Answered in 84 ms.'),
        ok('tls', 'TLS', 'TLS 1.3, certificate is valid.'),
        {
          id: 'signed_in',
          title: 'Signed in',
          state: 'failed',
          detail:
            'Jira rejected the token for this e-mail (401). It is wrong, expired, or from another account.',
          effect: 'Nothing can be read.',
          remedy: 'Make a new token at id.atlassian.com with this account, and paste it in step 2.',
        },
      ]
    : [
        ok('reachable', 'Reachable', 'Answered in 84 ms.'),
        ok('tls', 'TLS', 'TLS 1.3, certificate is valid.'),
        ok('signed_in', 'Signed in', 'As Throughline Bot.'),
        ok('browse', 'Browse projects', '412 of 412 projects.'),
        ok('changelog', 'Read history', 'Read from PAY-101.'),
        ok('worklogs', 'Read worklogs', 'Read from PAY-101.'),
        {
          id: 'emails',
          title: 'See e-mail addresses',
          state: 'warning',
          detail: '14 of 186 people show their e-mail.',
          effect: 'The others are linked by hand.',
          remedy: 'Let people set their e-mail to visible in their Atlassian profile.',
        },
        {
          id: 'webhooks',
          title: 'Manage webhooks',
          state: 'missing',
          detail: 'The account is no Jira administrator.',
          effect: 'Without webhook rights Throughline polls every 5 min.',
          remedy: 'Give the account the permission Administer Jira, or go on without.',
        },
        ok('clock', 'Clock', 'Differs by less than 1 s.'),
        { ...ok('write', 'Work on issues', 'Nothing is written.'), state: 'not_needed' },
      ];
  return {
    can_proceed: !bad,
    url: { base_url: url, changes: [] },
    site: bad
      ? null
      : { id: '5b1f7a0e', flavour: 'Jira Cloud', version: '1001.0.0', title: 'northwind' },
    account: bad
      ? null
      : { id: 'acc-bot', name: 'Throughline Bot', email: 'throughline@northwind.test' },
    projects_visible: bad ? 0 : 412,
    notes: [],
    rows,
  };
}

/** Two more instances beside the first: one in a cellar, one known from files only. */
/** Another Jira that is well. */
function secondConnection() {
  const first = makeConnection('ready', 1, Date.now() - 240_000, 3, Date.now());
  return {
    ...first,
    id: 'd3dockside',
    name: 'Dockside works',
    flavour: 'data_center',
    version: '9.12.4',
    method: 'personal_token',
    base_url: 'https://jira.dockside.test/jira',
    issues: 77,
  };
}

export function moreConnections(mode) {
  if (mode === 'two') return [secondConnection()];
  if (mode !== 'many') return [];
  const first = makeConnection('ready', 1, Date.now() - 480_000, 3, Date.now());
  return [
    {
      ...first,
      id: 'd3dockside',
      name: 'Dockside works',
      flavour: 'data_center',
      version: '9.12.4',
      method: 'personal_token',
      base_url: 'https://jira.dockside.test/jira',
      account: { id: 'JIRAUSER1', name: 'Throughline', email: 'throughline' },
      badge: {
        code: 'unreachable',
        tone: 'error',
        text: 'Cannot reach jira.dockside.test',
        line: 'The certificate is signed by an unknown authority; next try in 45 s',
      },
      issues: 18_402,
    },
    {
      ...first,
      id: 'f1archive',
      name: 'Old tracker',
      flavour: 'import',
      version: '7.13.0',
      base_url: 'https://tracker.old.test',
      account: { id: '', name: '', email: '' },
      badge: {
        code: 'connected',
        tone: 'idle',
        text: 'Files only',
        line: 'Last file read on 3 Nov',
      },
      complete_as_of: null,
      ledger_state: 'files_only',
      last_sync: null,
      next_poll: null,
      progress: null,
      issues: 4_118,
    },
  ];
}
