/** Addresses as people paste them. The server decides; this only shows early what will be used. */

export interface Normalised {
  url: string;
  changes: string[];
}

/** Any pasted Jira address as the address of the site; null when it is none. */
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
  'jira/servicedesk',
  'jira/your-work',
  'jira/dashboards',
  'jira/for-you',
  'secure',
  'issues',
  'projects',
  'plugins',
  'login',
  'login.jsp',
  'wiki',
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

/** `acme` of `https://acme.atlassian.net`: the name a connection gets at first. */
export function shortHost(url: string): string {
  return url.replace(/^https?:\/\//, '').split(/[.:/]/)[0] ?? 'Jira';
}

/** The same site below `/jira`, which is where many installations live; null when it has a path. */
export function withContextPath(url: string): string | null {
  const found = normaliseUrl(url)?.url;
  if (!found) return null;
  return /^https?:\/\/[^/]+$/.test(found) ? `${found}/jira` : null;
}

/** The address without encryption, for a Jira in the house; null when it has none already. */
export function withoutTls(url: string): string | null {
  const found = normaliseUrl(url)?.url;
  if (!found?.startsWith('https://') || isCloudHost(found)) return null;
  return found.replace('https://', 'http://');
}
