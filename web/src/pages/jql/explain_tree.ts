import type { JqlClause, JqlExplanation } from '../../api/jql';

export type Answer = JqlClause['answer'];

export const answerWords: Record<Answer, string> = {
  matches: 'holds',
  no: 'does not hold',
  undecided: 'cannot be decided',
};

/** The single conditions that the answer of the whole hangs on, in the order of the text. */
export function decidingTests(tree: JqlClause): JqlClause[] {
  if (!tree.decides) return [];
  if (tree.kind === 'test') return [tree];
  return tree.children.flatMap(decidingTests);
}

/** What a group of conditions asks for, before its members. */
export function joinWords(node: JqlClause): string {
  if (node.kind === 'or') return 'At least one of these';
  return node.kind === 'and' ? 'All of these' : 'Every issue';
}

/** A tree without groups of one, as it is read. */
export function simplified(node: JqlClause): JqlClause {
  const children = node.children.map(simplified);
  const [only] = children;
  if (node.kind !== 'test' && children.length === 1 && only) return only;
  return { ...node, children };
}

function testsWords(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', String(count));
}

/** The whole answer in one sentence. */
export function explainSentence(answer: Answer, tree: JqlClause): string {
  const count = decidingTests(tree).length;
  if (answer === 'matches') {
    if (tree.kind === 'all' || count === 0) return 'It matches: the query asks for every issue.';
    return `It matches: ${testsWords(count, 'one condition decides it', '# conditions together decide it')}.`;
  }
  if (answer === 'no') {
    return `It is not in the result: ${testsWords(count, 'one condition fails', '# conditions fail')}.`;
  }
  return `Nobody can say here: ${testsWords(count, 'one condition cannot be decided', '# conditions cannot be decided')}.`;
}

/** What the panel says of an answer; null while it is none. */
export function explained(found: JqlExplanation): { answer: Answer; tree: JqlClause } | null {
  if (!found.tree || !found.answer) return null;
  return { answer: found.answer, tree: simplified(found.tree) };
}
