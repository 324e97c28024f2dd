import { civilDate } from '../../lib/format';
import { looksLikeEmail, type FormErrors } from '../setup/setup_form';

/** What the wizard keeps between steps and reloads. The token is never part of it. */
export interface Draft {
  step: number;
  url: string;
  name: string;
  email: string;
  expires: string;
  allProjects: boolean;
  projects: string[];
  backfillDays: number;
  webhooks: boolean;
}

export const kSteps = ['Where', 'Sign in', 'Check', 'What to sync', 'Review & activate'] as const;
export const kAllDays = 3650;
export const kBackfill = [30, 90, 180, 365, kAllDays] as const;
const kDraftKey = 'tl.connect.jira';

export function emptyDraft(now: number): Draft {
  return {
    step: 0,
    url: '',
    name: '',
    email: '',
    expires: civilDate(now, 365),
    allProjects: true,
    projects: [],
    backfillDays: 90,
    webhooks: true,
  };
}

/** The stored draft; a part of the wrong kind falls back to its default. */
export function parseDraft(text: string | null, now: number): Draft {
  const draft = emptyDraft(now);
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? 'null');
  } catch {
    return draft;
  }
  if (typeof stored !== 'object' || stored === null) return draft;
  const from = stored as Partial<Record<keyof Draft, unknown>>;
  for (const key of ['url', 'name', 'email', 'expires'] as const) {
    if (typeof from[key] === 'string') draft[key] = from[key];
  }
  if (Array.isArray(from.projects)) {
    draft.projects = from.projects.filter((key): key is string => typeof key === 'string');
  }
  if (typeof from.allProjects === 'boolean') draft.allProjects = from.allProjects;
  if (typeof from.webhooks === 'boolean') draft.webhooks = from.webhooks;
  if (kBackfill.some((days) => days === from.backfillDays)) {
    draft.backfillDays = from.backfillDays as number;
  }
  // Without the token nothing after the sign-in can go on.
  if (typeof from.step === 'number') draft.step = Math.max(0, Math.min(1, from.step));
  return draft;
}

export function loadDraft(): Draft {
  return parseDraft(sessionStorage.getItem(kDraftKey), Date.now());
}

export function saveDraft(draft: Draft): void {
  sessionStorage.setItem(kDraftKey, JSON.stringify(draft));
}

export function forgetDraft(): void {
  sessionStorage.removeItem(kDraftKey);
}

export interface Normalised {
  url: string;
  changes: string[];
}

/** Any pasted Jira address as the address of the site; null when it is none. The server decides;
 *  this only shows early what will be used. */
export function normaliseUrl(text: string): Normalised | null {
  const trimmed = text.trim();
  if (!trimmed) return null;
  const changes: string[] = [];
  let source = trimmed;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) {
    if (!source.includes('.') && !source.startsWith('localhost')) return null;
    source = `https://${source}`;
    changes.push('added https://');
  }
  let url: URL;
  try {
    url = new URL(source);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username || url.password) changes.push('left out the sign-in part');
  const path = sitePath(url.pathname);
  if (path !== url.pathname.replace(/\/+$/, '') || url.search || url.hash) {
    changes.push('cut what follows the site');
  }
  return { url: `${url.protocol}//${url.host}${path}`, changes };
}

const kPages = [
  'browse',
  'rest',
  'jira/software',
  'jira/core',
  'jira/your-work',
  'secure',
  'issues',
  'projects',
  'plugins',
  'login',
  'login.jsp',
  'wiki',
  'jira/dashboards',
  'jira/for-you',
];

/** The context path (`/jira`) that comes before a page of Jira. */
function sitePath(pathname: string): string {
  const path = pathname.replace(/\/+$/, '');
  for (const page of kPages) {
    const at = path.indexOf(`/${page}`);
    const end = path.charAt(at + page.length + 1);
    if (at >= 0 && (end === '' || end === '/')) return path.slice(0, at);
  }
  return path;
}

/** Cloud sites live on these hosts; anything else may be another flavour or a test site. */
export function isCloudHost(url: string): boolean {
  return /^https:\/\/[^/]+\.(atlassian\.net|jira\.com|atlassian-us-gov-mod\.net)$/i.test(url);
}

export function validateWhere(draft: Draft): FormErrors<Draft> {
  if (!draft.url.trim()) return { url: 'Paste the address of your Jira, any page of it.' };
  if (!normaliseUrl(draft.url)) {
    return { url: 'This is not an address. Write it as https://your-site.atlassian.net' };
  }
  return {};
}

export type SignInErrors = FormErrors<Draft & { token: string }>;

export function validateSignIn(draft: Draft, token: string, today: string): SignInErrors {
  const errors: SignInErrors = {};
  if (!looksLikeEmail(draft.email)) errors.email = 'Enter the e-mail of the account.';
  if (!token.trim()) errors.token = 'Paste the API token.';
  else if (/\s/.test(token.trim())) errors.token = 'A token has no spaces inside. Paste it again.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.expires)) errors.expires = 'Say when the token expires.';
  else if (draft.expires <= today) errors.expires = 'This date is past. Which day does it expire?';
  return errors;
}

export function validateScope(draft: Draft): FormErrors<Draft> {
  if (draft.allProjects || draft.projects.length > 0) return {};
  return { projects: 'Choose at least one project, or all of them.' };
}

export interface Trimmed {
  token: string;
  removed: boolean;
}

/** Spaces, line ends and quotes around a pasted token go; that is said beside the field. */
export function trimToken(pasted: string): Trimmed {
  const token = pasted.replace(/^[\s"'\u200b\ufeff]+|[\s"'\u200b\ufeff]+$/g, '');
  return { token, removed: token !== pasted };
}

/** Keys typed or pasted with commas or spaces between them. */
export function parseKeys(text: string): { keys: string[]; wrong: string[] } {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const keys = new Set<string>();
  const wrong = new Set<string>();
  for (const part of parts) {
    const key = part.toUpperCase();
    if (/^[A-Z][A-Z0-9_]{0,254}$/.test(key)) keys.add(key);
    else wrong.add(part);
  }
  return { keys: [...keys], wrong: [...wrong] };
}

export function backfillWords(days: number): string {
  return days >= kAllDays ? 'everything' : `${days} days`;
}
