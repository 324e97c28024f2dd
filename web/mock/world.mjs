// A small made-up organisation: two projects' worth of flow with plausible histories. Everything
// follows from one seed, so that two screenshots of one state are alike.

const day = 86_400_000;
const hour = 3_600_000;

export function rng(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const people = [
  'Rin Akoto',
  'Mara Veld',
  'Tomas Iversen',
  'Ilse Okafor',
  'Jun Castell',
  'Noor Lindqvist',
].map((name, i) => ({ id: `acc-${i + 1}`, name }));

export const projects = [
  { id: '10001', key: 'PAY', name: 'Payments' },
  { id: '10002', key: 'WEB', name: 'Storefront' },
  { id: '10003', key: 'OPS', name: 'Platform operations' },
];

const verbs = [
  'Show',
  'Retry',
  'Store',
  'Fix',
  'Remove',
  'Speed up',
  'Validate',
  'Round',
  'Log',
  'Split',
];
const things = [
  'refunds that arrive twice',
  'the IBAN check at checkout',
  'currency in monthly statements',
  'failed card payments after 24 hours',
  'invoice numbers across year ends',
  'the address form on small screens',
  'session time-outs behind the proxy',
  'search results without stock',
  'image sizes in the product list',
  'alerts that nobody reads',
  'backup of the ledger database',
  'rate limits of the partner interface',
];

const statuses = {
  todo: { id: '1', name: 'To Do', category: 'new', stage: 'queue' },
  ready: { id: '2', name: 'Selected', category: 'new', stage: 'queue' },
  doing: { id: '3', name: 'In Progress', category: 'indeterminate', stage: 'active' },
  review: { id: '4', name: 'In Review', category: 'indeterminate', stage: 'review' },
  blocked: { id: '6', name: 'Blocked', category: 'indeterminate', stage: 'blocked' },
  done: { id: '5', name: 'Done', category: 'done', stage: 'done' },
  dropped: { id: '7', name: "Won't do", category: 'done', stage: 'cancelled' },
};

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function pathOf(random) {
  const path = ['todo'];
  if (random() < 0.7) path.push('ready');
  if (random() < 0.05) return [...path, 'done'];
  path.push('doing');
  if (random() < 0.18) path.push('blocked', 'doing');
  path.push('review');
  if (random() < 0.22) path.push('doing', 'review');
  path.push(random() < 0.06 ? 'dropped' : 'done');
  return path;
}

const meanHours = { todo: 90, ready: 50, doing: 34, review: 26, blocked: 48 };

function duration(random, status) {
  const skew = -Math.log(1 - random() * 0.995);
  return Math.max(0.4, meanHours[status] * skew * (0.4 + random())) * hour;
}

function walk(random, created, now) {
  const stays = [];
  let at = created;
  for (const name of pathOf(random)) {
    const last = name === 'done' || name === 'dropped';
    const end = last ? null : at + duration(random, name);
    if (end === null || end > now) {
      stays.push({ name, from: at, to: null });
      break;
    }
    stays.push({ name, from: at, to: end });
    at = end;
  }
  return stays.filter((s) => s.from <= now);
}

function timelineOf(random, issue, stays, now) {
  const who = () => people[Math.floor(random() * people.length)];
  const entries = [{ at: stays[0].from, kind: 'created', actor: issue.reporter, items: [] }];
  const first = who();
  const sprint = `Sprint ${40 + Math.floor(random() * 6)}`;
  stays.slice(1).forEach((stay, i) => {
    const items = [
      {
        field: 'status',
        name: 'Status',
        from: statuses[stays[i].name].name,
        to: statuses[stay.name].name,
      },
    ];
    if (stay.name === 'doing' && i < 2)
      items.push({ field: 'assignee', name: 'Assignee', from: null, to: first.name });
    if (stay.name === 'done')
      items.push({ field: 'resolution', name: 'Resolution', from: null, to: 'Done' });
    entries.push({ at: stay.from, kind: 'change', actor: first, items });
  });
  entries.push({
    at: stays[0].from + 2 * hour,
    kind: 'change',
    actor: issue.reporter,
    items: [{ field: 'customfield_10020', name: 'Sprint', from: null, to: sprint }],
  });
  for (const stay of stays) {
    if (stay.name !== 'doing' && stay.name !== 'review') continue;
    const end = stay.to ?? now;
    for (
      let at = stay.from + hour;
      at < end && entries.length < 40;
      at += (14 + random() * 40) * hour
    ) {
      if (random() < 0.55) {
        const seconds = 1800 * (1 + Math.floor(random() * 8));
        entries.push({
          at: at + seconds * 1000,
          kind: 'worklog',
          actor: first,
          items: [],
          seconds,
          started: at,
        });
      } else entries.push({ at, kind: 'comment', actor: who(), items: [] });
    }
  }
  entries.sort((a, b) => a.at - b.at);
  return {
    first: stays.some((s) => s.name === 'doing') ? first : null,
    sprint,
    entries: entries
      .filter((e) => e.at <= now)
      .map((e, i) => ({
        at: iso(e.at),
        kind: e.kind,
        id: String(7000 + i),
        actor: e.actor,
        items: e.items,
        seconds: e.seconds ?? null,
        started: e.started ? iso(e.started) : null,
      })),
  };
}

const types = ['Story', 'Bug', 'Task', 'Task', 'Story'];

function makeIssue(random, number, now) {
  const project = projects[random() < 0.5 ? 0 : random() < 0.6 ? 1 : 2];
  const created = now - random() * 210 * day - hour;
  const stays = walk(random, created, now);
  const reporter = people[Math.floor(random() * people.length)];
  const type = types[Math.floor(random() * types.length)];
  const line = timelineOf(random, { reporter }, stays, now);
  const summary = `${verbs[Math.floor(random() * verbs.length)]} ${things[Math.floor(random() * things.length)]}`;
  const issue = {
    id: String(20000 + number),
    project,
    type,
    summary,
    reporter,
    stays,
    ...line,
    points: random() < 0.7 ? 1 + Math.floor(random() * 8) : null,
  };
  return issue;
}

/** Start, finish and what keeps an issue out of the cycle time. */
export function cycleOf(issue, now) {
  const start = issue.stays.find((s) => s.name === 'doing')?.from ?? null;
  const last = issue.stays.at(-1);
  const finish = last.name === 'done' ? last.from : null;
  const exclusion =
    last.name === 'dropped' ? 'cancelled' : finish !== null && start === null ? 'no_start' : null;
  return {
    start,
    finish,
    seconds: start !== null && finish !== null ? Math.round((finish - start) / 1000) : null,
    age:
      start !== null && finish === null && last.name !== 'dropped'
        ? Math.round((now - start) / 1000)
        : null,
    exclusion,
  };
}

export function makeWorld(now, count = 620) {
  const random = rng(20261120);
  const issues = Array.from({ length: count }, (_, i) => makeIssue(random, i, now));
  issues.sort((a, b) => a.stays[0].from - b.stays[0].from);
  const numbers = {};
  for (const issue of issues) {
    numbers[issue.project.key] = (numbers[issue.project.key] ?? 100) + 1;
    issue.key = `${issue.project.key}-${numbers[issue.project.key]}`;
  }
  return { issues, now, feed: 4211 };
}

export function updatedOf(issue) {
  return issue.entries.at(-1).at;
}

const kCategoryOf = { Story: 'feature', Bug: 'bug', Task: 'chore' };

export function rowOf(issue, connection) {
  const last = issue.stays.at(-1);
  const { id, name, category } = statuses[last.name];
  return {
    connection,
    id: issue.id,
    key: issue.key,
    summary: issue.summary,
    project: issue.project,
    type: { id: issue.type.toLowerCase(), name: issue.type },
    status: { id, name, category },
    priority: { id: '3', name: 'Medium' },
    assignee: issue.first,
    created: iso(issue.stays[0].from),
    updated: updatedOf(issue),
    category: kCategoryOf[issue.type] ?? 'other',
    deleted: issue.key === 'PAY-120',
    invisible: issue.key === 'PAY-121',
    cycle_seconds: cycleOf(issue, Date.now()).seconds,
  };
}

export function detailOf(issue, connection, all, now) {
  const cycle = cycleOf(issue, now);
  const others = all.map((i) => cycleOf(i, now).seconds).filter((s) => s !== null);
  const own = cycle.seconds ?? cycle.age;
  const rank = own === null ? null : (others.filter((s) => s <= own).length / others.length) * 100;
  const texts = {
    cancelled: 'Cancelled, so not counted as finished.',
    no_start: 'Never crossed the start line.',
  };
  return {
    row: rowOf(issue, connection),
    url: `https://northwind.atlassian.net/browse/${issue.key}`,
    reporter: issue.reporter,
    creator: issue.reporter,
    parent: { id: '1', name: `${issue.project.key}-17 Quarter close` },
    resolution: cycle.finish ? { id: '1', name: 'Done' } : null,
    resolved: cycle.finish ? iso(cycle.finish) : null,
    due: null,
    labels: ['checkout', 'q4'],
    components: [{ id: '1', name: 'Ledger' }],
    fix_versions: [],
    sprints: [{ id: '1', name: issue.sprint }],
    story_points: issue.points,
    worklog_seconds: issue.entries.reduce((sum, e) => sum + (e.seconds ?? 0), 0),
    comments: issue.entries.filter((e) => e.kind === 'comment').length,
    cycle: {
      started: cycle.start === null ? null : iso(cycle.start),
      finished: cycle.finish === null ? null : iso(cycle.finish),
      seconds: cycle.seconds,
      age_seconds: cycle.age,
      rank_percent: rank,
      exclusion: cycle.exclusion,
      exclusion_text: cycle.exclusion ? texts[cycle.exclusion] : null,
    },
    stays: issue.stays.map((stay) => {
      const { stage, ...status } = statuses[stay.name];
      const end = stay.to ?? (status.category === 'done' ? stay.from : now);
      return {
        status,
        stage,
        from: iso(stay.from),
        to: stay.to === null ? null : iso(stay.to),
        seconds: Math.round((end - stay.from) / 1000),
      };
    }),
    timeline:
      issue.key === 'PAY-120'
        ? [
            ...issue.entries,
            {
              ...issue.entries.at(-1),
              at: iso(now - 17 * 86_400_000),
              id: 'gone',
              kind: 'deleted',
              items: [],
              seconds: null,
              started: null,
            },
          ]
        : issue.entries,
    custom_fields: [],
    moved_from: issue.key === 'PAY-122' ? 'OPS-9' : null,
    complete: true,
  };
}

function percentile(sorted, p, needed) {
  const n = sorted.length;
  if (n < needed) return { p, seconds: null, needed, note: `too few (n ${n})` };
  return { p, seconds: sorted[Math.max(0, Math.ceil((p / 100) * n) - 1)], needed, note: '' };
}

/** The cycle-time answer for a question. */
export function cycleTime(world, query, connection, empty) {
  const now = Date.now();
  const today = new Date(now).toISOString().slice(0, 10);
  const to = Date.parse(`${query.get('to') ?? today}T00:00:00Z`) + day;
  const from = query.get('from') ? Date.parse(`${query.get('from')}T00:00:00Z`) : to - 85 * day;
  const wantedProjects = query.getAll('project');
  const wantedTypes = query.getAll('type');
  const scope = (empty ? [] : world.issues).filter(
    (i) =>
      (wantedProjects.length === 0 || wantedProjects.includes(i.project.key)) &&
      (wantedTypes.length === 0 || wantedTypes.includes(i.type)),
  );
  const ended = scope.filter((i) => {
    const last = i.stays.at(-1);
    return ['done', 'dropped'].includes(last.name) && last.from >= from && last.from < to;
  });
  const counted = ended.filter((i) => cycleOf(i, now).seconds !== null);
  const sorted = counted.map((i) => cycleOf(i, now).seconds).sort((a, b) => a - b);
  const out = (code, text) => {
    const left = ended.filter((i) => cycleOf(i, now).exclusion === code);
    return { code, text, count: left.length, keys: left.slice(0, 10).map((i) => i.key) };
  };
  const points = counted.map((i) => {
    const c = cycleOf(i, now);
    return {
      connection,
      id: i.id,
      key: i.key,
      summary: i.summary,
      type: i.type,
      project: i.project.key,
      started: iso(c.start),
      finished: iso(c.finish),
      seconds: c.seconds,
      rank_percent: (sorted.filter((s) => s <= c.seconds).length / sorted.length) * 100,
    };
  });
  return {
    definition: {
      id: 'flow.cycle_time',
      version: 1,
      title: 'Cycle time',
      text: 'From the first crossing of the start line to the instant the present unbroken stay in done stages began.',
      formula: 'cycle time = finish − start',
    },
    unit: 'seconds of calendar time',
    statistic: 'Nearest rank: the smallest value with at least p % of the values at or below it.',
    window: {
      from: iso(from),
      to: iso(to),
      rule: 'An issue counts in the period in which it finished.',
      time_zone: 'Europe/Berlin',
    },
    population: "Issues at Jira's standard level; sub-tasks and epics are not counted.",
    start_rule: 'First crossing of the start line.',
    n: counted.length,
    considered: ended.length,
    finished: ended.filter((i) => i.stays.at(-1).name === 'done').length,
    in_progress: scope.filter((i) => cycleOf(i, now).age !== null).length,
    exclusions: [
      out('cancelled', 'Cancelled, not finished'),
      out('no_start', 'Done without crossing the start line'),
    ].filter((e) => e.count > 0),
    percentiles: [
      percentile(sorted, 50, 5),
      percentile(sorted, 70, 10),
      percentile(sorted, 85, 20),
      percentile(sorted, 95, 60),
    ],
    points,
    points_total: points.length,
    configuration_version: 3,
    as_of: iso(now),
    data_to: empty ? null : iso(now - 40_000),
    complete_back_to: empty ? null : iso(now - 90 * day),
    feed_position: world.feed,
    computed_in_us: 2840,
    notes: [],
    unmapped_statuses: [],
  };
}

/** Finishes the oldest open issue, as a change in Jira would. */
export function finishOne(world) {
  const open = world.issues.find(
    (i) => i.stays.at(-1).name === 'review' || i.stays.at(-1).name === 'doing',
  );
  if (!open) return null;
  const now = Date.now();
  const last = open.stays.at(-1);
  last.to = now;
  open.stays.push({ name: 'done', from: now, to: null });
  open.entries.push({
    at: iso(now),
    kind: 'change',
    id: String(now),
    actor: open.first,
    items: [{ field: 'status', name: 'Status', from: statuses[last.name].name, to: 'Done' }],
    seconds: null,
    started: null,
  });
  world.feed += 1;
  return open.key;
}
