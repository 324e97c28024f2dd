import type { QuietHours, Writes } from '../../api/connect';
import { civilDate } from '../../lib/format';
import { isFlavour, type Flavour, type Method } from './flavour';

/** What the wizard keeps between steps and reloads. A token or password is never part of it. */
export interface Draft {
  step: number;
  /** The furthest step that was reached. */
  reached: number;
  url: string;
  /** The flavour a person chose; '' follows what the site says. */
  flavour: Flavour | '';
  caPem: string;
  proxy: string;
  name: string;
  /** '' is the usual method of the site. */
  method: Method | '';
  email: string;
  expires: string;
  allProjects: boolean;
  projects: string[];
  filter: string;
  webhooks: boolean;
  writes: Writes;
  backfillDays: number;
  /** Own cap; 0 none. */
  requestsPerMinute: number;
  quietHours: QuietHours | null;
  /** When it was changed last, in milliseconds; 0 never. */
  saved: number;
}

export const kSteps = ['Where', 'Sign in', 'Check', 'What to sync', 'Review & activate'] as const;
export const kAllDays = 3650;
export const kBackfill = [30, 90, 180, 365, kAllDays] as const;
const kDraftKey = 'tl.connect.jira';

export function emptyDraft(now: number): Draft {
  return {
    step: 0,
    reached: 0,
    url: '',
    flavour: '',
    caPem: '',
    proxy: '',
    name: '',
    method: '',
    email: '',
    expires: civilDate(now, 365),
    allProjects: true,
    projects: [],
    filter: '',
    webhooks: true,
    writes: { worklogs: false, rule_actions: false, remote_links: false },
    backfillDays: 90,
    requestsPerMinute: 0,
    quietHours: null,
    saved: 0,
  };
}

type Stored = Partial<Record<keyof Draft, unknown>>;

const kTexts = ['url', 'caPem', 'proxy', 'name', 'email', 'expires', 'filter'] as const;
const kMethods: readonly unknown[] = ['api_token', 'scoped_token', 'personal_token', 'password'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isMinute(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1440;
}

function takeScope(draft: Draft, from: Stored): void {
  if (Array.isArray(from.projects)) {
    draft.projects = from.projects.filter((key): key is string => typeof key === 'string');
  }
  if (typeof from.allProjects === 'boolean') draft.allProjects = from.allProjects;
  if (typeof from.webhooks === 'boolean') draft.webhooks = from.webhooks;
  if (isObject(from.writes)) {
    const writes = from.writes;
    for (const key of ['worklogs', 'rule_actions', 'remote_links'] as const) {
      draft.writes[key] = writes[key] === true;
    }
  }
}

function takePace(draft: Draft, from: Stored): void {
  if (kBackfill.some((days) => days === from.backfillDays)) {
    draft.backfillDays = from.backfillDays as number;
  }
  const cap = from.requestsPerMinute;
  if (Number.isInteger(cap) && (cap as number) >= 0) draft.requestsPerMinute = cap as number;
  const quiet = from.quietHours;
  if (isObject(quiet) && isMinute(quiet.from) && isMinute(quiet.to) && quiet.from !== quiet.to) {
    draft.quietHours = { from: quiet.from, to: quiet.to };
  }
}

/** The stored draft; a part of the wrong kind falls back to its default. */
export function parseDraft(text: string | null, now: number): Draft {
  const draft = emptyDraft(now);
  let from: unknown;
  try {
    from = JSON.parse(text ?? 'null');
  } catch {
    return draft;
  }
  if (!isObject(from)) return draft;
  for (const key of kTexts) {
    const value = from[key];
    if (typeof value === 'string') draft[key] = value;
  }
  if (isFlavour(from.flavour)) draft.flavour = from.flavour;
  if (kMethods.includes(from.method)) draft.method = from.method as Method;
  takeScope(draft, from);
  takePace(draft, from);
  if (typeof from.saved === 'number') draft.saved = from.saved;
  const steps = (value: unknown) =>
    typeof value === 'number' ? Math.max(0, Math.min(kSteps.length - 1, Math.floor(value))) : 0;
  draft.reached = steps(from.reached);
  // Without the token nothing after the sign-in can go on.
  draft.step = Math.min(1, steps(from.step));
  return draft;
}

/** The draft as it is stored: named members only, so that nothing secret slips in. */
export function formatDraft(draft: Draft): string {
  const keys = Object.keys(emptyDraft(0)) as (keyof Draft)[];
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, draft[key]])));
}

export function loadDraft(): Draft {
  try {
    return parseDraft(localStorage.getItem(kDraftKey), Date.now());
  } catch {
    return emptyDraft(Date.now());
  }
}

/** Best effort: a full or forbidden storage costs the draft, not the wizard. */
export function saveDraft(draft: Draft): boolean {
  try {
    localStorage.setItem(kDraftKey, formatDraft(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(kDraftKey);
  } catch {
    // Nothing was kept then.
  }
}

/** Whether there is anything in it that a person would miss. */
export function isTouched(draft: Draft): boolean {
  return draft.url.trim() !== '';
}

export function backfillWords(days: number): string {
  return days >= kAllDays ? 'everything' : `${days} days`;
}
