import { storeLink } from '../api/views';
import { formatQuery, type RawSearch } from '../lib/list_codec';
import { toast } from '../shell/toasts';
import { formatQuestion, frozen, parseQuestion } from './question';
import { viewPageOf } from './view_rules';

/** Longer addresses are cut by mail programs and chats; the server keeps those under an id. */
export const kMostAddress = 1800;

export type LinkDates = 'frozen' | 'rolling';

/** Pages whose picture depends on dates; on others there is nothing that could drift. */
const kDated = ['/flow', '/quality'];

/** The query of a link to what is on the screen; dates are written out unless asked otherwise. */
export function linkSearch(
  path: string,
  search: RawSearch,
  today: string,
  dates: LinkDates,
): RawSearch {
  const plain = Object.fromEntries(Object.entries(search).filter(([name]) => name !== 'saved'));
  if (!kDated.includes(path)) return plain;
  const { question, rest } = parseQuestion(plain);
  return { ...formatQuestion(dates === 'frozen' ? frozen(question, today) : question), ...rest };
}

/** The address of a page with a query; what is too long becomes a stored id. */
export async function makeLink(origin: string, path: string, search: RawSearch): Promise<string> {
  const query = formatQuery(search);
  const whole = `${origin}${path}${query}`;
  const page = viewPageOf(path);
  if (whole.length <= kMostAddress || page === null) return whole;
  return `${origin}/l/${await storeLink(page, query)}`;
}

/** Copies a link to what is on the screen and says so. */
export async function copyLink(
  path: string,
  search: RawSearch,
  today: string,
  dates: LinkDates = 'frozen',
): Promise<void> {
  try {
    const link = await makeLink(
      window.location.origin,
      path,
      linkSearch(path, search, today, dates),
    );
    await navigator.clipboard.writeText(link);
    toast(dates === 'rolling' ? 'Link copied; its dates keep rolling.' : 'Link copied.');
  } catch {
    toast('The link could not be copied. Copy it from the address bar.', { tone: 'error' });
  }
}
