import type { JqlCompletion, JqlLanguage } from '../api/jql';
import { quoted } from './quote';
import { placeAt } from './tokens';

/** What an editor offers at a place, and what part of the text an item replaces. */
export interface Offer {
  from: number;
  to: number;
  items: JqlCompletion[];
}

export type Completer = (
  text: string,
  position: number,
  signal: AbortSignal,
) => Promise<Offer | null>;

const kMost = 50;

function fieldItems(language: JqlLanguage, sorted: boolean): JqlCompletion[] {
  return language.fields
    .filter((field) => !sorted || field.sortable)
    .map((field) => ({
      kind: 'field',
      label: field.name,
      insert: `${quoted(field.name, language.reserved)} `,
      detail: field.computed ? `${field.about} · only here` : field.about,
    }));
}

function words(kind: JqlCompletion['kind'], list: readonly string[]): JqlCompletion[] {
  return list.map((word) => ({ kind, label: word, insert: `${word} `, detail: '' }));
}

function functionItems(language: JqlLanguage): JqlCompletion[] {
  return language.functions.map((each) => ({
    kind: 'function',
    label: `${each.name}()`,
    insert: `${each.name}() `,
    detail: each.about,
  }));
}

function operatorsOf(language: JqlLanguage, before: string): readonly string[] {
  const name = /(?:"([^"]*)"|(\S+))\s*$/.exec(before);
  const wanted = (name?.[1] ?? name?.[2] ?? '').toLowerCase();
  const field = language.fields.find((each) =>
    [each.name, ...each.aliases].some((alias) => alias.toLowerCase() === wanted),
  );
  return (field?.operators ?? ['=', '!=', 'in', 'not in', 'is', 'is not']).map((operator) =>
    operator.toUpperCase(),
  );
}

const kFieldWords = ['NOT'];
const kAfterWords = ['AND', 'OR', 'ORDER BY'];

/** Names and words that need no server: begins with what was typed first, then holds it. */
export function localOffer(language: JqlLanguage, text: string, position: number): Offer | null {
  const { place, from } = placeAt(text, position);
  const typed = text.slice(from, position).replace(/^["']/, '').toLowerCase();
  const all =
    place === 'field'
      ? [...fieldItems(language, false), ...words('keyword', kFieldWords)]
      : place === 'order'
        ? [...fieldItems(language, true), ...words('keyword', ['ASC', 'DESC'])]
        : place === 'operator'
          ? words('operator', operatorsOf(language, text.slice(0, from)))
          : place === 'after'
            ? words('keyword', kAfterWords)
            : [...functionItems(language), ...words('keyword', ['EMPTY'])];
  const begins = all.filter((item) => item.label.toLowerCase().startsWith(typed));
  const holds = all.filter(
    (item) => !begins.includes(item) && item.label.toLowerCase().includes(typed),
  );
  const items = [...begins, ...holds].slice(0, kMost);
  return items.length === 0 ? null : { from, to: position, items };
}
