import { describe, expect, it } from 'vitest';
import { emptySignIn, trimToken, validateSignIn } from './sign_in_rules';

const now = new Date(2026, 10, 20, 12).getTime();
const today = '2026-11-20';
const cloud = { ...emptySignIn(now, 'cloud'), email: 'bot@acme.test', token: 'ATATT3x' };

describe('sign in', () => {
  it('accepts a whole form', () => {
    expect(validateSignIn(cloud, today)).toEqual({});
  });
  it('wants a date in the future', () => {
    expect(validateSignIn({ ...cloud, expires: today }, today).expires).toMatch(/past/);
    expect(validateSignIn({ ...cloud, expires: '' }, today).expires).toBeTruthy();
  });
  it('names problems in the order of the form', () => {
    const bad = { ...cloud, email: 'bot', token: 'a b', expires: '' };
    expect(Object.keys(validateSignIn(bad, today))).toEqual(['email', 'token', 'expires']);
  });
  it('asks no name with a personal access token', () => {
    const value = { ...emptySignIn(now, 'data_center', '9.12.4'), token: 'NjQ' };
    expect(value.method).toBe('personal_token');
    expect(validateSignIn(value, today)).toEqual({});
    expect(validateSignIn({ ...value, token: ' ' }, today).token).toMatch(/personal access token/);
  });
  it('takes any user name and any password, and no date', () => {
    const value = { ...emptySignIn(now, 'server', '7.13.0'), email: 'bot', expires: '' };
    expect(value.method).toBe('password');
    expect(validateSignIn({ ...value, token: ' with spaces ' }, today)).toEqual({});
    expect(Object.keys(validateSignIn({ ...value, email: ' ' }, today))).toEqual([
      'email',
      'token',
    ]);
  });
  it('trims what a clipboard adds', () => {
    expect(trimToken(' "ATATT"\n')).toEqual({ token: 'ATATT', removed: true });
    expect(trimToken('ATATT=')).toEqual({ token: 'ATATT=', removed: false });
  });
});
