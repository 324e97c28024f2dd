import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

/** An answer that is not success, in the server's words. `id` is in the server log too. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
  }

  get status(): number {
    return this.problem.status;
  }
}

export function connectionLost(): Problem {
  return {
    type: 'about:blank',
    title: 'No answer from the Throughline server',
    status: 0,
    detail: 'The connection is lost. What is on the screen is from before; nothing was changed.',
    id: '',
    remedy: 'Check that the server runs, then retry.',
  };
}

/** Reads a problem document; an answer without one is described by its status. */
export function problemOf(
  body: unknown,
  response: { status: number; statusText: string },
): Problem {
  if (isProblem(body)) return body;
  return {
    type: 'about:blank',
    title: `The server answered ${response.status}`,
    status: response.status,
    detail: response.statusText || 'The answer carried no explanation.',
    id: '',
    remedy: 'Retry; if it stays, look into the server log.',
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body;
}

/** Any thrown value as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return {
    type: 'about:blank',
    title: 'This page met a fault',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    id: '',
    remedy: 'Reload the page.',
  };
}

/** The message for one field of a form, if the server named it. */
export function fieldMessage(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.problem.errors?.find((e) => e.field === field)?.message;
}
