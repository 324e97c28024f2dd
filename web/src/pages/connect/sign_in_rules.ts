import { civilDate } from '../../lib/format';
import type { FormErrors } from '../setup/setup_form';
import { looksLikeEmail } from '../setup/setup_form';
import { methodsOf, type Flavour, type Method } from './flavour';

/** What a person types to sign in. `email` is the user name where a password is used. */
export interface SignInValue {
  method: Method;
  email: string;
  token: string;
  expires: string;
}

export type SignInErrors = FormErrors<SignInValue>;

export function emptySignIn(now: number, flavour: Flavour, version = ''): SignInValue {
  const method = methodsOf(flavour, version)[0] ?? 'personal_token';
  return { method, email: '', token: '', expires: civilDate(now, 365) };
}

export function needsEmail(method: Method): boolean {
  return method !== 'personal_token';
}

function secretProblem({ method, token }: SignInValue): string | undefined {
  if (method === 'password') return token ? undefined : 'Enter the password.';
  if (!token.trim()) {
    return method === 'personal_token'
      ? 'Paste the personal access token.'
      : 'Paste the API token.';
  }
  return /\s/.test(token.trim()) ? 'A token has no spaces inside. Paste it again.' : undefined;
}

function nameProblem({ method, email }: SignInValue): string | undefined {
  if (method === 'password') return email.trim() ? undefined : 'Enter the user name.';
  if (!needsEmail(method)) return undefined;
  return looksLikeEmail(email) ? undefined : 'Enter the e-mail of the account.';
}

function dateProblem({ method, expires }: SignInValue, today: string): string | undefined {
  if (method === 'password') return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires)) return 'Say when the token expires.';
  return expires <= today ? 'This date is past. Which day does it expire?' : undefined;
}

/** Problems in the order of the form. */
export function validateSignIn(value: SignInValue, today: string): SignInErrors {
  const errors: SignInErrors = {};
  const email = nameProblem(value);
  const token = secretProblem(value);
  const expires = dateProblem(value, today);
  if (email) errors.email = email;
  if (token) errors.token = token;
  if (expires) errors.expires = expires;
  return errors;
}

export interface Trimmed {
  token: string;
  removed: boolean;
}

/** Spaces, line ends and quotes around a pasted token go; that is said beside the field. */
export function trimToken(pasted: string): Trimmed {
  const token = pasted.replace(/^[\s"'\u200b\ufeff]+|[\s"'\u200b\ufeff]+$/g, '');
  return { token, removed: token !== pasted };
}
