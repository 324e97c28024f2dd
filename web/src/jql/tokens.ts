/** Pieces of a query for colours, local completion and small edits. The server alone says what is
 *  right; this never fails and covers every character that is not white space. */
export type TokenKind =
  | 'field'
  | 'operator'
  | 'keyword'
  | 'function'
  | 'value'
  | 'string'
  | 'number'
  | 'punctuation'
  | 'bad';

export interface Token {
  kind: TokenKind;
  from: number;
  /** Exclusive. */
  to: number;
  text: string;
}

const kJoins = ['and', 'or', 'not', 'order', 'by', 'asc', 'desc'];
const kWordOperators = ['in', 'is', 'was', 'changed'];
const kPredicates = ['after', 'before', 'on', 'during', 'from', 'to', 'by'];
const kEmpty = ['empty', 'null'];
const kSigns = /^(?:!=|>=|<=|!~|&&|\|\||[=<>~!&|])/;
const kSpace = /\s/;
/** Characters that end a word outside quotes. */
const kStops = /[\s"'\\!<>=~()[\],&|{}*/%+$#@?;^]/;
const kReserved = /[{}*/%+$#@?;^]/;

/** Where a quoted text ends, its quotes included; the end of the text when it is left open. */
function quotedEnd(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return text.length;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text.charAt(at) === '\\' && at + 1 < text.length) at += 2;
    else if (kStops.test(text.charAt(at))) break;
    else at++;
  }
  return Math.max(at, from + 1);
}

interface Raw {
  shape: 'quoted' | 'open' | 'word' | 'sign' | 'punctuation' | 'bad';
  from: number;
  to: number;
}

function rawAt(text: string, from: number): Raw {
  const c = text.charAt(from);
  if (c === '"' || c === "'") {
    const to = quotedEnd(text, from);
    const closed = to - from > 1 && text.charAt(to - 1) === c;
    return { shape: closed ? 'quoted' : 'open', from, to };
  }
  if ('()[],'.includes(c)) return { shape: 'punctuation', from, to: from + 1 };
  const sign = kSigns.exec(text.slice(from, from + 2));
  if (sign) return { shape: 'sign', from, to: from + sign[0].length };
  if (kReserved.test(c)) return { shape: 'bad', from, to: from + 1 };
  return { shape: 'word', from, to: wordEnd(text, from) };
}

function rawTokens(text: string): Raw[] {
  const found: Raw[] = [];
  let at = 0;
  while (at < text.length) {
    if (kSpace.test(text.charAt(at))) at++;
    else {
      const raw = rawAt(text, at);
      found.push(raw);
      at = raw.to;
    }
  }
  return found;
}

/** What is awaited: the name of a field, an operator, or values (in a list or not). */
type Place = 'field' | 'operator' | 'value' | 'list' | 'after' | 'order';

interface State {
  place: Place;
  /** Open parentheses that hold values, not clauses. */
  lists: number;
  sorted: boolean;
}

function joinWord(word: string, state: State): boolean {
  if (!kJoins.includes(word)) return false;
  if (word === 'order') {
    state.sorted = true;
    state.place = 'order';
  } else if (word === 'by' || word === 'asc' || word === 'desc') {
    if (!state.sorted) return false;
    state.place = 'order';
  } else {
    // NOT before IN goes on with the operator.
    if (word !== 'not' || state.place !== 'operator') state.place = 'field';
  }
  return true;
}

function wordKind(word: string, next: string, state: State): TokenKind {
  // IS NOT, WAS NOT IN go on with the operator.
  if (state.place === 'value' && ['in', 'not'].includes(word)) return 'keyword';
  if (state.lists === 0 && joinWord(word, state)) return 'keyword';
  if (state.place === 'operator' && kWordOperators.includes(word)) {
    state.place = word === 'changed' ? 'after' : 'value';
    return 'keyword';
  }
  if (state.place === 'after' && kPredicates.includes(word)) {
    state.place = 'value';
    return 'keyword';
  }
  if (state.place === 'field' || state.place === 'order') {
    if (state.place === 'field') state.place = 'operator';
    return 'field';
  }
  if (state.lists === 0) state.place = 'after';
  if (kEmpty.includes(word)) return 'keyword';
  if (next === '(') return 'function';
  return /^-?\d+$/.test(word) ? 'number' : 'value';
}

function signKind(state: State, sign: string): TokenKind {
  if (['&', '&&', '|', '||'].includes(sign)) {
    state.place = 'field';
    return 'keyword';
  }
  if (sign === '!' && state.place !== 'operator') return 'keyword';
  state.place = 'value';
  return 'operator';
}

function punctuation(c: string, state: State, before: Raw | undefined): void {
  if (c === '(') {
    const call = before?.shape === 'word' && state.place === 'after';
    if (state.place === 'value' || state.lists > 0 || call) state.lists++;
  } else if (c === ')' && state.lists > 0) {
    state.lists--;
    if (state.lists === 0) state.place = 'after';
  } else if (c === ']' && state.place !== 'order') state.place = 'operator';
  else if (c === ',' && state.lists === 0) state.place = 'order';
}

export function tokensOf(text: string): Token[] {
  const raw = rawTokens(text);
  const state: State = { place: 'field', lists: 0, sorted: false };
  let bracket = false;
  return raw.map((each, i): Token => {
    const word = text.slice(each.from, each.to);
    const next = text.charAt(raw[i + 1]?.from ?? text.length);
    const token = (kind: TokenKind) => ({ kind, from: each.from, to: each.to, text: word });
    if (each.shape === 'bad' || each.shape === 'open') return token('bad');
    if (each.shape === 'punctuation') {
      bracket = word === '[' || (bracket && word !== ']');
      punctuation(word, state, raw[i - 1]);
      return token('punctuation');
    }
    if (bracket) return token('field');
    if (each.shape === 'sign') return token(signKind(state, word));
    if (each.shape === 'quoted') {
      if (state.place === 'field' || state.place === 'order') {
        if (state.place === 'field') state.place = 'operator';
        return token('field');
      }
      if (state.lists === 0) state.place = 'after';
      return token('string');
    }
    return token(wordKind(word.toLowerCase(), next, state));
  });
}

/** What may stand at an offset, as far as the text before it tells. */
export function placeAt(text: string, offset: number): { place: Place; from: number } {
  const before = text.slice(0, offset);
  const raw = rawTokens(before);
  const last = raw.at(-1);
  // The word that is being typed is not yet part of what stands before.
  const typing = last?.to === offset && (last.shape === 'word' || last.shape === 'open');
  const from = typing ? last.from : offset;
  const known = before.slice(0, from);
  const state: State = { place: 'field', lists: 0, sorted: false };
  const head = rawTokens(known);
  let bracket = false;
  head.forEach((each, i) => {
    const word = known.slice(each.from, each.to);
    if (each.shape === 'punctuation') {
      bracket = word === '[' || (bracket && word !== ']');
      punctuation(word, state, head[i - 1]);
    } else if (bracket) return;
    else if (each.shape === 'sign') signKind(state, word);
    else if (each.shape === 'quoted' || each.shape === 'word') {
      const next = known.charAt(head[i + 1]?.from ?? known.length);
      if (each.shape === 'quoted') wordKind('"', next, state);
      else wordKind(word.toLowerCase(), next, state);
    }
  });
  return { place: state.lists > 0 ? 'list' : state.place, from };
}
