import createClient from 'openapi-fetch';
import { ApiProblem, connectionLost, problemOf } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Connection = Schemas['Connection'];
export type Progress = Schemas['Progress'];
export type Phase = Schemas['Phase'];
export type Badge = Schemas['Badge'];
export type Issue = Schemas['Issue'];
export type IssueRow = Schemas['IssueRow'];
export type Status = Schemas['Status'];
export type Stay = Schemas['Stay'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type CycleTime = Schemas['CycleTime'];
export type CyclePoint = Schemas['CyclePoint'];
export type Percentile = Schemas['Percentile'];
export type CheckReport = Schemas['CheckReport'];
export type CheckRow = Schemas['CheckRow'];
export type Project = Schemas['Project'];
export type JiraSignIn = Schemas['JiraSignIn'];
export type Me = Schemas['Me'];

/** Same origin, session cookie. */
export const client = createClient<paths, 'application/json'>({
  baseUrl: '/',
  credentials: 'same-origin',
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for an answer; anything but success becomes an ApiProblem. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem(connectionLost());
  }
  if (!answer.response.ok) throw new ApiProblem(problemOf(answer.error, answer.response));
  return answer.data as T;
}
