import { describe, expect, it } from 'vitest';
import { isCloudHost, normaliseUrl, shortHost, withContextPath, withoutTls } from './address';

describe('normaliseUrl', () => {
  it.each([
    ['https://acme.atlassian.net', 'https://acme.atlassian.net', 0],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net', 0],
    [' acme.atlassian.net ', 'https://acme.atlassian.net', 1],
    ['https://acme.atlassian.net/browse/ABC-1', 'https://acme.atlassian.net', 1],
    ['https://acme.atlassian.net/rest/', 'https://acme.atlassian.net', 1],
    ['https://x.test/jira/browse/ABC-1?a=b#c', 'https://x.test/jira', 1],
    ['https://x.test/jira/', 'https://x.test/jira', 0],
    ['https://acme.atlassian.net/jira/software/projects/A', 'https://acme.atlassian.net', 1],
    ['https://acme.atlassian.net/jira/servicedesk/projects/H', 'https://acme.atlassian.net', 1],
    ['http://127.0.0.1:9001', 'http://127.0.0.1:9001', 0],
    ['https://me:secret@acme.atlassian.net', 'https://acme.atlassian.net', 1],
  ])('%s', (pasted, url, changes) => {
    const found = normaliseUrl(pasted);
    expect(found?.url).toBe(url);
    expect(found?.changes).toHaveLength(changes);
  });
  it.each(['', 'acme', 'ftp://x.test', 'https://'])('refuses "%s"', (text) => {
    expect(normaliseUrl(text)).toBeNull();
  });
});

describe('what may help', () => {
  it('knows the cloud by its host', () => {
    expect(isCloudHost('https://acme.atlassian.net')).toBe(true);
    expect(isCloudHost('https://acme.atlassian.net.evil.test')).toBe(false);
  });
  it('offers a context path where there is none', () => {
    expect(withContextPath('https://x.test/browse/A-1')).toBe('https://x.test/jira');
    expect(withContextPath('https://x.test/jira')).toBeNull();
    expect(withContextPath('x')).toBeNull();
  });
  it('offers http only in the house', () => {
    expect(withoutTls('jira.x.test')).toBe('http://jira.x.test');
    expect(withoutTls('http://jira.x.test')).toBeNull();
    expect(withoutTls('acme.atlassian.net')).toBeNull();
  });
  it('names a connection by its host', () => {
    expect(shortHost('https://acme.atlassian.net')).toBe('acme');
    expect(shortHost('http://localhost:9001/jira')).toBe('localhost');
  });
});
