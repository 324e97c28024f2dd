import type { Badge } from '../../api/client';
import type { ConnectionLedger, Difference, LedgerRow } from '../../api/ledger';
import { asOf } from '../../lib/complete';
import { exact, plural } from '../../lib/format';

type Tone = Badge['tone'];

export interface StateWords {
  word: string;
  tone: Tone;
}

const kRows: Record<LedgerRow['state'], StateWords> = {
  proven: { word: 'Proven equal', tone: 'ok' },
  nothing_new: { word: 'Nothing new seen', tone: 'ok' },
  unproven: { word: 'Not proven yet', tone: 'idle' },
  differs: { word: 'Differs', tone: 'warn' },
  cannot: { word: 'Cannot compare', tone: 'warn' },
};

/** `nothing_new` is said of a look; where a full comparison came before, both are named. */
export function rowState({ state, proven }: Pick<LedgerRow, 'state' | 'proven'>): StateWords {
  if (state === 'nothing_new' && proven) return { word: 'Proven, nothing new', tone: 'ok' };
  return kRows[state];
}

export const rowStateChoices = [
  { value: '', label: 'Any state' },
  ...Object.entries(kRows).map(([value, { word }]) => ({ value, label: word })),
];

export interface Claim {
  tone: Tone;
  title: string;
  /** Exactly what was shown, and nothing beyond. */
  text: string;
}

type Facts = Pick<
  ConnectionLedger,
  'state' | 'complete_as_of' | 'projects' | 'proven_projects' | 'open'
>;

/** The headline of a connection and what it rests on. */
export function claimOf(ledger: Facts, now: number): Claim {
  const { state, complete_as_of: at, projects, proven_projects: proven, open } = ledger;
  const all = projects === 1 ? 'the project' : `all ${exact(projects)} projects`;
  const seen =
    proven < projects ? `${plural(proven, 'project')} that the account may compare` : all;
  switch (state) {
    case 'complete':
      return {
        tone: 'ok',
        title: at ? `Complete as of ${asOf(at, now)}` : 'Complete',
        text: `The id and the time of the last change of every issue in ${seen} were compared with Jira and are equal. Looks since then found nothing that is not here.`,
      };
    case 'nothing_new':
      return {
        tone: 'ok',
        title: at ? `Nothing new seen to ${asOf(at, now)}` : 'Nothing new seen',
        text: `The count and the newest change of ${all} in Jira say nothing that is not here. A full comparison is due: the last one of ${projects === 1 ? 'it' : 'at least one'} is more than a day old.`,
      };
    case 'differs':
      return {
        tone: 'warn',
        title: open > 0 ? `${plural(open, 'difference')} from Jira` : 'Differs from Jira',
        text: 'What differs is read again by itself. Each difference stands below with its cause until it is healed, and stays listed after.',
      };
    case 'unproven':
      return {
        tone: 'idle',
        title: 'Not proven complete yet',
        text: `${exact(proven)} of ${exact(projects)} projects were compared in full. Until all were, nothing is claimed of the whole.`,
      };
    case 'reading':
      return {
        tone: 'running',
        title: 'Still being read',
        text: 'The first reading goes on. Projects are compared with Jira as soon as they are in.',
      };
    case 'stopped':
      return {
        tone: 'idle',
        title: at ? `Complete as of ${asOf(at, now)}, and not followed since` : 'Not followed now',
        text: 'The connection is paused or signed out, so Jira is not asked. What is here is kept; the comparison goes on where it stopped.',
      };
    case 'files_only':
      return {
        tone: 'idle',
        title: 'Known from files only',
        text: 'There is no Jira to compare with.',
      };
  }
}

/** A rung of what is proven: from weak to strong. */
export interface Proof {
  id: 'looks' | 'stamps' | 'histories' | 'worklogs';
  title: string;
  tone: Tone;
  text: string;
  at: string | null;
}

const kTones: Record<LedgerRow['state'], Tone> = {
  proven: 'ok',
  nothing_new: 'ok',
  unproven: 'idle',
  differs: 'warn',
  cannot: 'warn',
};

function single(id: Proof['id'], title: string, none: string, row: LedgerRow | null): Proof {
  if (!row) return { id, title, tone: 'idle', text: none, at: null };
  return { id, title, tone: kTones[row.state], text: row.text, at: row.census ?? row.looked };
}

const oldest = (instants: (string | null)[]): string | null =>
  instants.filter((at): at is string => at !== null).sort()[0] ?? null;

/** A full comparison is a look too: the newer of both. */
export function lookOf({ looked, census }: Pick<LedgerRow, 'looked' | 'census'>): string | null {
  return looked !== null && census !== null && looked < census ? census : (looked ?? census);
}

/** What was shown, by how strong it is. */
export function proofsOf(ledger: ConnectionLedger): Proof[] {
  const { rows } = ledger;
  const looked = rows.flatMap((row) => lookOf(row) ?? []);
  const proven = rows.filter((row) => row.proven !== null);
  const differ = rows.filter((row) => row.state === 'differs').length;
  const n = rows.length;
  return [
    {
      id: 'looks',
      title: 'Counts and newest change',
      tone: n === 0 || looked.length < n ? 'idle' : differ > 0 ? 'warn' : 'ok',
      text:
        differ > 0
          ? `${plural(differ, 'project')} of ${exact(n)} ${differ === 1 ? 'differs' : 'differ'}.`
          : `Jira says nothing new of ${exact(looked.length)} of ${plural(n, 'project')}.`,
      at: oldest(looked),
    },
    {
      id: 'stamps',
      title: 'Every id and time of the last change',
      tone: n > 0 && proven.length === n ? 'ok' : 'idle',
      text: `Proven equal for ${exact(proven.length)} of ${plural(n, 'project')}.`,
      at: oldest(proven.map((row) => row.proven)),
    },
    single(
      'histories',
      'Whole histories, by sample',
      'No history has been compared yet.',
      ledger.histories,
    ),
    single('worklogs', 'Worklogs', 'Worklogs have not been compared yet.', ledger.worklogs),
  ];
}

const kKinds: Record<Difference['kind'], string> = {
  missing: 'Missing here',
  changed: 'Older here than in Jira',
  extra: 'Here, and not in Jira',
  content: 'Content differs',
};

const kCauses: Record<Difference['cause'], string> = {
  missed_webhook: 'Jira sent no webhook for it, or it did not arrive',
  missed_poll: 'A poll passed it by',
  lost_access: 'The account may not see it any more',
  deleted: 'It was deleted in Jira',
  moved_away: 'It was moved to another project',
  left_filter: 'It no longer matches the filter',
  late_index: 'Jira’s search showed it late',
  our_fault: 'A fault of Throughline; please report it',
  unexplained: 'The cause is not known',
};

export const kindWords = (kind: Difference['kind']): string => kKinds[kind];
export const causeWords = (cause: Difference['cause']): string => kCauses[cause];

/** `2 h 10 min`, `< 1 min`. */
export function spanWords(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return '< 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long the difference lasted: from Jira's stamp, or from when it was found, to its end. */
export function lastedWords(
  difference: Pick<Difference, 'since' | 'found' | 'healed' | 'kind'>,
  now: number,
): string {
  const from = Date.parse(difference.since ?? difference.found);
  const to = difference.healed ? Date.parse(difference.healed) : now;
  const what = difference.kind === 'missing' ? 'missing' : 'different';
  const span = spanWords(to - from);
  return difference.healed ? `was ${what} for ${span}` : `${what} for ${span} so far`;
}

/** What a difference is about, where it has no key. */
export function subjectWords(difference: Pick<Difference, 'key' | 'subject'>): string {
  if (difference.key) return difference.key;
  const [kind = '', id = ''] = difference.subject.split(':');
  return id ? `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${id}` : difference.subject;
}

/** A count that must be the sum of its parts. */
export interface Balance {
  title: string;
  whole: { name: string; n: number };
  parts: { name: string; n: number; bad?: boolean }[];
  balanced: boolean;
  off: number;
}

export function balancesOf({
  arrivals,
  pulls,
}: Pick<ConnectionLedger, 'arrivals' | 'pulls'>): [Balance, Balance] {
  const make = (title: string, whole: Balance['whole'], parts: Balance['parts'], ok: boolean) => ({
    title,
    whole,
    parts,
    balanced: ok,
    off: whole.n - parts.reduce((sum, part) => sum + part.n, 0),
  });
  const { stored, accepted, ignored, failed, rejected, waiting, deleted } = arrivals;
  return [
    make(
      'Deliveries',
      { name: 'stored', n: stored },
      [
        { name: 'accepted', n: accepted },
        { name: 'ignored', n: ignored },
        { name: 'failed', n: failed, bad: failed > 0 },
        { name: 'rejected', n: rejected },
        { name: 'waiting', n: waiting },
        { name: 'deleted after their time', n: deleted },
      ],
      arrivals.balanced,
    ),
    make(
      'Issues read from Jira',
      { name: 'read', n: pulls.read },
      [
        { name: 'merged', n: pulls.applied },
        { name: 'refused', n: pulls.refused, bad: pulls.refused > 0 },
        { name: 'not of this connection', n: pulls.left_out },
      ],
      pulls.balanced,
    ),
  ];
}

export function balanceWords(balance: Balance): string {
  if (balance.balanced) return 'It adds up.';
  const { off } = balance;
  if (off === 0) return 'It does not add up.';
  return off > 0
    ? `${exact(off)} of them ${off === 1 ? 'is' : 'are'} unaccounted for.`
    : `${exact(-off)} more came out than went in.`;
}
