import type { Schemas } from '../../api/client';

export type SetupForm = Required<Schemas['SetupRequest']>;
export type FormErrors<T> = Partial<Record<keyof T, string>>;

export const kMinPassword = 12;

/** The token of `/setup#token=…`; the fragment never reaches a server log. */
export function tokenOfHash(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token')?.trim() ?? '';
}

export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim());
}

/** In the order of the form, so that the first error is the first field to go to. */
export function validateSetup(form: SetupForm): FormErrors<SetupForm> {
  const errors: FormErrors<SetupForm> = {};
  if (!form.token.trim()) errors.token = 'Paste the setup token from the server log.';
  if (!form.organisation.trim()) errors.organisation = 'Give your organisation a name.';
  if (!form.name.trim()) errors.name = 'Say who you are.';
  if (!looksLikeEmail(form.email)) errors.email = 'This is not an e-mail address.';
  const length = Array.from(form.password).length;
  if (length < kMinPassword) {
    errors.password = `At least ${kMinPassword} characters; you have ${length}.`;
  }
  if (!isHttpUrl(form.public_url)) errors.public_url = 'Write it as https://host or http://host.';
  return errors;
}

export function isHttpUrl(text: string): boolean {
  try {
    const url = new URL(text.trim());
    return url.protocol === 'https:' || url.protocol === 'http:';
  } catch {
    return false;
  }
}

/** Can Jira Cloud reach this address? Only names and addresses that surely fail are told. */
export function isLocalUrl(text: string): boolean {
  if (!isHttpUrl(text)) return false;
  const host = new URL(text.trim()).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local')) return true;
  if (host === '::1' || host === '0.0.0.0') return true;
  return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\./.test(host);
}

export const kLocalWarning =
  'Jira Cloud cannot reach this address, so webhooks will not work; polling still will.';
