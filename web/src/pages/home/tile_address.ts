import { parseQuery, type RawSearch } from '../../lib/list_codec';
import { formatQuestion, parseQuestion, type Question } from '../../scope/question';

/**
 * Where a tile leads: the page and part that the server names, asked the question of Home, so that
 * the number over there is the same.
 */
export function tileAddress(href: string, question: Question): { to: string; search: RawSearch } {
  const [path = '/', query = ''] = href.split('?');
  const { rest } = parseQuestion(parseQuery(query));
  return { to: path, search: { ...formatQuestion({ ...question, view: null }), ...rest } };
}
