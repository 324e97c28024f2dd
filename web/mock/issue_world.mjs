// What the issue pages show beyond the plain histories of world.mjs: stages, lanes, similar ones,
// children, gaps. Everything follows from the issue, so that pictures of one state are alike.
import { cycleOf, projects, rowOf as plainRow, detailOf as plainDetail } from './world.mjs';

const day = 86_400_000;
const hour = 3_600_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const stageOf = {
  todo: 'queue',
  ready: 'queue',
  doing: 'active',
  review: 'review',
  blocked: 'blocked',
  done: 'done',
  dropped: 'cancelled',
};
const kConnection = 'c7k2mnorthwind';
const kLabels = ['checkout', 'q4', 'security', 'tech-debt', 'customer'];
const kPriorities = ['Highest', 'High', 'Medium', 'Medium', 'Low'];

/** Working seconds, Monday to Friday 09:00 to 17:00 UTC: near enough for a picture. */
export function workBetween(from, to) {
  let seconds = 0;
  for (let at = Math.floor(from / day) * day; at < to; at += day) {
    if ([0, 6].includes(new Date(at).getUTCDay())) continue;
    const begin = Math.max(from, at + 9 * hour);
    const end = Math.min(to, at + 17 * hour);
    if (end > begin) seconds += Math.round((end - begin) / 1000);
  }
  return seconds;
}

const number = (issue) => Number(issue.id) % 97;

function epicOf(issue) {
  const at = number(issue);
  if (at % 3 === 0) return null;
  const key = `${issue.project.key}-${[17, 31, 58][at % 3]}`;
  return { key, summary: ['Quarter close', 'One checkout for all shops', 'Ledger 2'][at % 3] };
}

export function rowOf(issue, connection) {
  const plain = plainRow(issue, connection);
  const last = issue.stays.at(-1);
  const at = number(issue);
  const picked = kPriorities[at % 5];
  return {
    ...plain,
    priority: { id: picked, name: picked },
    stage: stageOf[last.name],
    age_seconds: cycleOf(issue, Date.now()).age,
    points: issue.points,
    sprint: issue.first ? issue.sprint : null,
    epic: epicOf(issue),
    flagged: last.name === 'doing' && at % 9 === 0,
    labels: kLabels.filter((_, i) => (at + i) % 4 === 0),
  };
}

function similarOf(issue, all, now) {
  const own = cycleOf(issue, now);
  const seconds = all
    .filter((i) => i.project === issue.project && i.type === issue.type)
    .map((i) => cycleOf(i, now).seconds)
    .filter((s) => s !== null)
    .sort((a, b) => a - b);
  const at = (p) => seconds[Math.max(0, Math.ceil((p / 100) * seconds.length) - 1)] ?? null;
  const value = own.seconds ?? own.age;
  const few = seconds.length < 20;
  return {
    basis: `finished ${issue.type.toLowerCase()} issues of ${issue.project.name}, last 26 weeks`,
    n: seconds.length,
    rank_percent:
      value === null || few
        ? null
        : (seconds.filter((s) => s <= value).length / seconds.length) * 100,
    p50_seconds: few ? null : at(50),
    p85_seconds: few ? null : at(85),
  };
}

function gapsOf(issue, stays, now) {
  const marks = issue.entries.map((e) => Date.parse(e.at)).sort((a, b) => a - b);
  const last = issue.stays.at(-1);
  if (!['done', 'dropped'].includes(last.name)) marks.push(now);
  const gaps = [];
  for (let i = 1; i < marks.length; i++) {
    const working = workBetween(marks[i - 1], marks[i]);
    if (working <= 2 * 8 * 3600) continue;
    const stay = stays.findLast((s) => Date.parse(s.from) <= marks[i - 1]);
    gaps.push({
      from: iso(marks[i - 1]),
      to: iso(marks[i]),
      status: stay.status,
      working_seconds: working,
    });
  }
  return gaps;
}

function lanesOf(issue, stays) {
  const began = issue.stays.find((s) => s.name === 'doing')?.from;
  const end = issue.stays.at(-1).to;
  const until = end === null ? null : iso(end);
  const flags =
    began && number(issue) % 4 === 0
      ? [{ from: iso(began + 30 * hour), to: iso(began + 54 * hour), cause: 'flagged' }]
      : [];
  return {
    status: stays.map(({ from, to, status, stage }) => ({ from, to, status, stage })),
    blocked: [
      ...issue.stays
        .filter((s) => s.name === 'blocked')
        .map((s) => ({ from: iso(s.from), to: s.to === null ? null : iso(s.to), cause: 'stage' })),
      ...flags,
    ].sort((a, b) => a.from.localeCompare(b.from)),
    assignee: issue.first && began ? [{ from: iso(began), to: until, name: issue.first.name }] : [],
    sprint: [
      {
        from: iso(issue.stays[0].from + 2 * hour),
        to: until,
        name: issue.sprint,
        id: '1',
      },
    ],
    worklogs: issue.entries
      .filter((e) => e.kind === 'worklog')
      .map((e) => ({ started: e.started, seconds: e.seconds, author: e.actor.name })),
  };
}

const kText = `Customers see a second charge when the provider answers late. The retry must know the first attempt.

Done when a late answer is recognised by its reference, the second attempt is refused, and support sees both in the ledger.`;

function linkEntry(issue) {
  const at = Date.parse(issue.entries[0].at) + 9 * hour;
  return {
    at: iso(at),
    kind: 'change',
    id: 'link-1',
    actor: issue.reporter,
    items: [{ field: 'Link', name: 'Link', from: null, to: `relates to ${issue.project.key}-104` }],
    seconds: null,
    started: null,
  };
}

export function detailOf(issue, connection, all, now) {
  const plain = plainDetail(issue, connection, all, now);
  const timeline = [...plain.timeline];
  if (number(issue) % 2 === 0) timeline.push(linkEntry(issue));
  timeline.sort((a, b) => a.at.localeCompare(b.at));
  return {
    ...plain,
    row: rowOf(issue, connection),
    timeline,
    lanes: lanesOf(issue, plain.stays),
    similar: similarOf(issue, all, now),
    children: [],
    children_total: 0,
    gaps: gapsOf(issue, plain.stays, now),
    description: number(issue) % 5 === 0 ? null : kText.repeat(1 + (number(issue) % 3)),
  };
}

/** An epic with everything that belongs to it: key PAY-17, WEB-31, ... */
export function epicDetail(key, all, now) {
  const project = projects.find((p) => key.startsWith(`${p.key}-`));
  const below = all.filter((i) => epicOf(i)?.key === key).slice(0, 48);
  if (!project || below.length === 0) return null;
  const first = below[0];
  const made = detailOf({ ...first, key }, kConnection, all, now);
  const children = below.map((i) => rowOf(i, kConnection));
  return {
    ...made,
    row: {
      ...made.row,
      id: `e${key}`,
      key,
      summary: epicOf(first).summary,
      type: { id: 'epic', name: 'Epic' },
      category: 'feature',
      epic: null,
      points: null,
    },
    children: children.slice(0, 200),
    children_total: children.length,
  };
}
