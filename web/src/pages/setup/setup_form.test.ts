import { describe, expect, it } from 'vitest';
import { isLocalUrl, tokenOfHash, validateSetup, type SetupForm } from './setup_form';

const good: SetupForm = {
  token: 'abc',
  organisation: 'Northwind',
  name: 'Ada',
  email: 'ada@northwind.test',
  password: 'correct horse battery',
  public_url: 'https://flow.northwind.test',
  time_zone: 'Europe/Berlin',
  week_start: 'monday',
};

describe('validateSetup', () => {
  it('accepts a good form', () => {
    expect(validateSetup(good)).toEqual({});
  });
  it.each([
    ['token', ' '],
    ['organisation', ''],
    ['name', ' '],
    ['email', 'ada'],
    ['email', 'a b@c'],
    ['password', 'elevenchars'],
    ['public_url', 'flow.northwind.test'],
    ['public_url', 'ftp://x'],
  ] as const)('names %s = "%s"', (field, value) => {
    expect(Object.keys(validateSetup({ ...good, [field]: value }))).toEqual([field]);
  });
  it('counts characters, not code units, and accepts twelve', () => {
    expect(validateSetup({ ...good, password: '🔑'.repeat(11) }).password).toContain('you have 11');
    expect(validateSetup({ ...good, password: '🔑'.repeat(12) })).toEqual({});
  });
});

it('reads the token of the fragment', () => {
  expect(tokenOfHash('#token=ab-12')).toBe('ab-12');
  expect(tokenOfHash('')).toBe('');
});

it.each([
  ['http://localhost:8080', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:8080', true],
  ['http://192.168.1.4', true],
  ['http://172.20.0.2', true],
  ['https://172.99.0.2', false],
  ['https://flow.northwind.test', false],
  ['nonsense', false],
])('local? %s', (url, local) => {
  expect(isLocalUrl(url)).toBe(local);
});
