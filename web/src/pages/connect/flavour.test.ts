import { describe, expect, it } from 'vitest';
import { emptyDraft } from './draft';
import { flavourWords, guessFlavour, isOlder, methodsOf, methodToSend, tokenPage } from './flavour';
import { decideMethod, decideSite, signInOf, sourceOf } from './use_wizard';

const draft = { ...emptyDraft(0), url: 'https://jira.x.test/browse/A-1' };

describe('versions', () => {
  it.each([
    ['8.9.1', '8.14', true],
    ['8.14', '8.14', false],
    ['8.14.0', '8.14', false],
    ['8.20.3', '8.14', false],
    ['9.12.4', '8.14', false],
    ['7.2', '8.14', true],
    ['10.3.1', '9.0', false],
  ])('%s before %s: %s', (version, than, older) => {
    expect(isOlder(version, than)).toBe(older);
  });
});

describe('methods', () => {
  it('follow flavour and age', () => {
    expect(methodsOf('cloud')[0]).toBe('api_token');
    expect(methodsOf('data_center', '9.12.4')).toEqual(['personal_token', 'password']);
    expect(methodsOf('server', '8.13.27')).toEqual(['password']);
    expect(methodsOf('server', '')[0]).toBe('personal_token');
  });
  it('keep the chosen one only where the site has it', () => {
    expect(decideMethod('password', ['personal_token', 'password'])).toBe('password');
    expect(decideMethod('password', ['api_token'])).toBe('api_token');
    expect(decideMethod('', ['password'])).toBe('password');
  });
  it('leave it to the server which kind of Cloud token it is', () => {
    expect(methodToSend('api_token')).toBeUndefined();
    expect(methodToSend('scoped_token')).toBeUndefined();
    expect(methodToSend('password')).toBe('password');
  });
});

describe('the site', () => {
  const found = {
    url: { base_url: 'https://jira.x.test', changes: [] },
    site: { id: '1', flavour: 'server' as const, version: '7.13.0', title: 'Old' },
    methods: ['password' as const],
  };
  it('is guessed before it answers', () => {
    expect(guessFlavour('https://acme.atlassian.net')).toBe('cloud');
    expect(decideSite(draft, undefined)).toMatchObject({
      url: 'https://jira.x.test',
      flavour: 'data_center',
      methods: ['personal_token', 'password'],
    });
  });
  it('is what it says it is', () => {
    expect(decideSite(draft, found)).toMatchObject({
      flavour: 'server',
      version: '7.13.0',
      methods: ['password'],
    });
  });
  it('is what a person says it is, first of all', () => {
    const chosen = decideSite({ ...draft, flavour: 'cloud' }, found);
    expect(chosen).toMatchObject({ flavour: 'cloud', version: '' });
    expect(chosen.methods[0]).toBe('api_token');
  });
  it('does not trust an unknown flavour', () => {
    const odd = { ...found, site: { ...found.site, flavour: '' as const }, methods: [] };
    expect(decideSite(draft, odd).flavour).toBe('data_center');
  });
  it('has words', () => {
    expect(flavourWords('data_center')).toBe('Jira Data Center');
    expect(flavourWords('')).toBe('Jira');
    expect(tokenPage('server', 'https://x.test/jira')).toMatch(/^https:\/\/x\.test\/jira\/secure/);
  });
});

describe('the sign-in as it is sent', () => {
  const site = decideSite(draft, undefined);
  const value = { method: 'personal_token' as const, email: ' bot ', token: 't-1', expires: '' };
  it('has only what the method needs', () => {
    expect(signInOf(draft, site, value)).toEqual({
      base_url: 'https://jira.x.test',
      token: 't-1',
      method: 'personal_token',
    });
    const password = signInOf({ ...draft, proxy: ' http://p:1 ', caPem: 'PEM' }, site, {
      ...value,
      method: 'password',
    });
    expect(password).toMatchObject({ email: 'bot', proxy: 'http://p:1', ca_pem: 'PEM' });
  });
  it('has a name without its secret', () => {
    expect(sourceOf(signInOf(draft, site, value)).identity).not.toContain('t-1');
  });
});
