// Sprints, the report of one, the last ten, and the findings about the data.
import { rowOf } from './issue_world.mjs';
import { aboutOf, briefOf, isEmpty, refuse, send } from './scope_routes.mjs';
import { rng } from './world.mjs';

const day = 86_400_000;
const kConnection = 'c7k2mnorthwind';
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const kBoards = [
  { id: '7', name: 'Payments' },
  { id: '9', name: 'Storefront' },
];
const kGoals = [
  'Refunds reach the card within a minute, and the ledger knows it.',
  'One checkout for all shops: first customers on it.',
  'Statements in three currencies.',
  '',
];

/** Two boards of two-week sprints: one active, one future, the others closed. */
function sprintsOf(now) {
  // The active ones began six days ago, and last twelve.
  const first = Math.floor(now / day) * day - 6 * day + 9 * 3_600_000;
  return kBoards.flatMap((board, b) =>
    Array.from({ length: 24 }, (_, i) => {
      const start = first + (1 - i) * 14 * day + b * 2 * 3_600_000;
      const end = start + (b === 1 ? 4 : 11) * day;
      const state = i === 0 ? 'future' : i === 1 ? 'active' : 'closed';
      return {
        connection: kConnection,
        connection_name: 'northwind',
        id: String(400 + b * 100 + 48 - i),
        name: `${board.name} ${48 - i}`,
        state,
        goal: kGoals[(i + b) % kGoals.length],
        start: state === 'future' ? null : iso(start),
        end: state === 'future' ? null : iso(end),
        complete: state === 'closed' ? iso(end + 2 * 3_600_000) : null,
        board,
        issues: 14 + ((i * 5 + b) % 9),
      };
    }),
  );
}

function listSprints(c, url) {
  const query = url.searchParams;
  const q = (query.get('q') ?? '').toLowerCase();
  const states = query.getAll('state');
  const none = isEmpty(c.mock.state) || c.mock.state === 'nosprints';
  const found = (none ? [] : sprintsOf(Date.now())).filter(
    (each) =>
      each.name.toLowerCase().includes(q) &&
      (states.length === 0 || states.includes(each.state)) &&
      (!query.get('board') || each.board.id === query.get('board')),
  );
  found.sort((a, b) => (b.start ?? '9').localeCompare(a.start ?? '9'));
  const at = Number(query.get('cursor') ?? 0);
  const next = at + Number(query.get('limit') ?? 50);
  return send(c.response, 200, {
    items: found.slice(at, next),
    total: found.length,
    next_cursor: next < found.length ? String(next) : null,
  });
}

function itemsOf(c, sprint, provisional) {
  const random = rng(Number(sprint.id));
  const start = Date.parse(sprint.start);
  const end = Math.min(Date.parse(sprint.complete ?? sprint.end), Date.now());
  const from = (Number(sprint.id) * 7) % 400;
  const most = provisional ? 22 : 18 + (Number(sprint.id) % 7);
  const done = provisional ? 8 : 9 + (Number(sprint.id) % 6);
  return c.world.issues.slice(from, from + most).map((issue, i) => {
    const row = rowOf(issue, kConnection);
    const added = i >= 16;
    const removed = i === 14 || i === 19;
    const points = i % 7 === 3 ? null : 1 + Math.floor(random() * 8);
    const outcome = removed
      ? 'removed'
      : i === 0
        ? 'done_before'
        : i < done || (added && i < 18)
          ? 'completed'
          : i === 15 && !provisional
            ? 'done_after'
            : 'not_completed';
    const finished =
      outcome === 'completed'
        ? iso(start + (0.15 + 0.8 * random()) * (end - start))
        : outcome === 'done_before'
          ? iso(start - day)
          : outcome === 'done_after'
            ? iso(end + 2 * day)
            : null;
    const status =
      outcome === 'completed' || outcome.startsWith('done')
        ? { id: '5', name: 'Done', category: 'done' }
        : i % 3 === 0
          ? { id: '1', name: 'To Do', category: 'new' }
          : { id: '3', name: 'In Progress', category: 'indeterminate' };
    return {
      ...briefOf(row),
      status,
      group: added ? 'added' : 'committed',
      removed,
      outcome,
      points_at_commitment: added ? null : points,
      points_at_close: points === null ? null : points + (i === 5 ? 3 : 0),
      added_at: added ? iso(start + (0.2 + 0.4 * random()) * (end - start)) : null,
      removed_at: removed ? iso(start + 0.5 * (end - start)) : null,
      finished,
    };
  });
}

const pointsOf = (item) => item.points_at_close ?? item.points_at_commitment ?? 0;

function amount(items) {
  return {
    issues: items.length,
    points: items.reduce((sum, each) => sum + pointsOf(each), 0),
    unestimated: items.filter(
      (each) => each.points_at_close === null && each.points_at_commitment === null,
    ).length,
  };
}

function daysOf(items, sprint) {
  const start = Date.parse(sprint.start);
  const last = Math.min(Date.parse(sprint.complete ?? sprint.end), Date.now());
  const days = [];
  for (let at = start; at <= last; at += day) {
    const end = at + 14 * 3_600_000;
    const scope = items.filter(
      (each) =>
        each.outcome !== 'done_before' &&
        (each.group === 'committed' || Date.parse(each.added_at) <= end) &&
        !(each.removed && Date.parse(each.removed_at) <= end),
    );
    const done = scope.filter(
      (each) => each.outcome === 'completed' && Date.parse(each.finished) <= end,
    );
    const sum = (list) => list.reduce((total, each) => total + pointsOf(each), 0);
    days.push({
      date: iso(at).slice(0, 10),
      remaining_issues: scope.length - done.length,
      remaining_points: sum(scope) - sum(done),
      completed_issues: done.length,
      completed_points: sum(done),
      scope_issues: scope.length,
      scope_points: sum(scope),
    });
  }
  return days;
}

function reportOf(c, url, sprint) {
  const provisional = sprint.state !== 'closed';
  const empty = sprint.start === null || c.mock.state === 'sprintempty';
  const items = empty ? [] : itemsOf(c, sprint, provisional);
  const by = (test) => amount(items.filter(test));
  return {
    ...aboutOf(c, url, {
      id: 'flow.sprint',
      title: 'Sprint report',
      text: 'Commitment is the content at the recorded start of the sprint.',
    }),
    n: items.length,
    considered: items.length,
    exclusions: [],
    sprint,
    committed: by((each) => each.group === 'committed'),
    added: by((each) => each.group === 'added'),
    removed: by((each) => each.removed),
    completed: by((each) => each.outcome === 'completed'),
    not_completed: by((each) => each.outcome === 'not_completed'),
    done_before: by((each) => each.outcome === 'done_before'),
    done_after: by((each) => each.outcome === 'done_after'),
    days: empty ? [] : daysOf(items, sprint),
    items,
    provisional,
  };
}

function sprintReport(c, url) {
  const [connection, id] = (url.searchParams.get('sprint') ?? '').split(':');
  const sprint = sprintsOf(Date.now()).find((each) => each.id === id);
  if (!sprint || connection !== kConnection || isEmpty(c.mock.state)) {
    return refuse(c.response, 404, 'No such sprint', 'It was deleted, or its site is not here.');
  }
  return send(c.response, 200, reportOf(c, url, sprint));
}

function sprintHistory(c, url) {
  const board = url.searchParams.get('board');
  const closed = sprintsOf(Date.now())
    .filter((each) => each.state === 'closed' && (!board || each.board.id === board))
    .slice(0, Number(url.searchParams.get('last') ?? 10))
    .reverse();
  const about = aboutOf(c, url, { id: 'flow.sprints', title: 'Last sprints', text: '' });
  const sprints = closed.map((sprint) => {
    const { committed, completed, added, removed } = reportOf(c, url, sprint);
    return { sprint, committed, completed, added, removed };
  });
  return send(c.response, 200, { ...about, sprints });
}

const finding = (code, title, text, count, of, effect, spark, fix, effect_count = null) => ({
  code,
  title,
  text,
  count,
  of,
  effect,
  effect_count,
  spark,
  examples: ['PAY-131', 'PAY-140', 'WEB-112'].slice(0, Math.min(3, count)),
  fix,
});
const kMapping = {
  text: 'Open the mapping',
  href: '/integrations/c7k2mnorthwind?tab=mapping',
};

function findings() {
  return [
    finding(
      'no_start',
      'Done without a start',
      'They were done without ever entering a status of an active stage, so nobody knows when work began.',
      14,
      231,
      'Left out of cycle time: 14 of 231.',
      [3, 2, 2, 1, 2, 1, 0, 1, 1, 0, 1, 0],
      kMapping,
      14,
    ),
    finding(
      'unmapped_status',
      'Statuses without a stage',
      'A status has no stage yet; time in it counts as waiting.',
      9,
      412,
      'Left out of cycle time: 6 of 231.',
      [0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 3, 2],
      kMapping,
      6,
    ),
    finding(
      'reopened',
      'Done, then reopened',
      'They came back after they were done; the last finish counts.',
      11,
      231,
      null,
      [1, 0, 2, 1, 0, 1, 2, 1, 0, 1, 1, 1],
      { text: 'See them in Flow', href: '/flow?v=1&range=12w' },
    ),
    finding(
      'stale_in_progress',
      'In progress without any change for 30 days',
      'Nobody touched them; they make the age of work in progress look worse than it is.',
      7,
      58,
      null,
      [9, 9, 8, 9, 8, 8, 8, 7, 8, 7, 7, 7],
      {
        text: 'See them in Issues',
        href: '/issues?v=1&status_category=indeterminate&sort=updated',
      },
    ),
    finding(
      'no_estimate_in_sprint',
      'In a sprint without an estimate',
      'Sums of points leave them out.',
      6,
      44,
      null,
      [4, 5, 5, 6, 4, 5, 6, 6, 7, 6, 5, 6],
      { text: 'Open the sprint', href: '/sprint' },
    ),
    finding(
      'stale_sprint',
      'Sprint open after its end',
      'Storefront 47 should have ended 3 days ago; what finishes now still counts for it.',
      1,
      2,
      null,
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      { text: 'Open the sprint', href: '/sprint' },
    ),
  ];
}

const kClean = [
  'History is complete',
  'History agrees with the present',
  'No negative durations',
  'No skipped stages',
  'No backward moves',
  'Every type has a category',
  'Done work has a resolution',
  'Work in progress has an assignee',
  'Nothing is flagged for long',
];

function quality(c, url) {
  const good = c.mock.state === 'noproblems' || isEmpty(c.mock.state);
  const about = aboutOf(c, url, { id: 'quality', title: 'Data quality', text: '' });
  return send(c.response, 200, {
    ...about,
    considered: isEmpty(c.mock.state) ? 0 : 1204,
    n: isEmpty(c.mock.state) ? 0 : 1204,
    exclusions: [],
    findings: good ? [] : findings(),
    clean: isEmpty(c.mock.state)
      ? []
      : good
        ? [...kClean, ...findings().map((each) => each.title)]
        : kClean,
  });
}

export function sprintRoutes(c, path, url) {
  if (path === '/sprints') return listSprints(c, url);
  if (path === '/metrics/sprint') return sprintReport(c, url);
  if (path === '/metrics/sprints') return sprintHistory(c, url);
  if (path === '/metrics/quality') return quality(c, url);
  return false;
}
