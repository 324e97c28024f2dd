import type { JqlProblem } from '../api/jql';
import { quoted } from './quote';

export interface Fix {
  /** What stands there afterwards. */
  insert: string;
  from: number;
  to: number;
}

/** The one-click remedy of a problem: the nearest name in the place of the wrong one. */
export function fixOf(text: string, problem: JqlProblem, reserved?: readonly string[]): Fix | null {
  const { nearest, from } = problem;
  if (!nearest || problem.to <= from || from >= text.length) return null;
  const wrong = text.slice(from, problem.to);
  // Of a function its arguments stay, of a field with an argument the argument.
  const cut = /^("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^("'[]+)\s*[([]/.exec(wrong);
  const to = cut?.[1] !== undefined ? from + cut[1].length : problem.to;
  const kept = problem.kind === 'operator' || problem.kind === 'bad-function';
  const insert = kept ? nearest : quoted(nearest.replace(/\(\)$/, ''), reserved);
  return insert === text.slice(from, to) ? null : { insert, from, to };
}

export function applied(text: string, fix: Fix): string {
  return text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
}

/** `Line 2, column 7`; in one line, only the column. */
export function placeWords(text: string, problem: Pick<JqlProblem, 'line' | 'column'>): string {
  const column = `column ${problem.column}`;
  return text.includes('\n') ? `Line ${problem.line}, ${column}` : `At ${column}`;
}
