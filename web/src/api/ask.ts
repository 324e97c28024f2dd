import { client, unwrap } from './client';

type Value = string | number | boolean | undefined | null | readonly string[];

interface Init {
  query?: Record<string, Value>;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** How the answer is read; JSON without it. */
  parseAs?: 'text';
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route by its path under /api/v1, where the types of `client` do not know it. Repeated query
 *  parameters come from arrays. Fails with ApiProblem. */
export function ask<T>(method: Method, path: string, init: Init = {}): Promise<T> {
  const { query, ...rest } = init;
  const options = { params: { query }, ...rest };
  type Answer = Promise<{ data?: T; error?: unknown; response: Response }>;
  const call = client.request as unknown as (m: string, path: string, init: unknown) => Answer;
  return unwrap(call(method.toLowerCase(), `/api/v1${path}`, options));
}
