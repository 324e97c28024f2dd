import type { Connection, JiraSignIn } from '../../api/client';
import { isCloudHost } from './address';

export type Flavour = 'cloud' | 'data_center' | 'server';
export type Method = NonNullable<JiraSignIn['method']>;

export const kFlavours: readonly Flavour[] = ['cloud', 'data_center', 'server'];

const words: Record<Flavour, string> = {
  cloud: 'Cloud',
  data_center: 'Data Center',
  server: 'Server',
};

/** `Jira Data Center`; what is no flavour of a live site is said as it is. */
export function flavourWords(flavour: Connection['flavour']): string {
  return isFlavour(flavour) ? `Jira ${words[flavour]}` : 'Jira';
}

export function shortFlavour(flavour: Flavour): string {
  return words[flavour];
}

export function isFlavour(text: unknown): text is Flavour {
  return kFlavours.some((flavour) => flavour === text);
}

/** What an address most likely is while nobody has asked it. */
export function guessFlavour(url: string): Flavour {
  return isCloudHost(url) ? 'cloud' : 'data_center';
}

/** Whether a version is older than another, number by number: `8.9.1` before `8.14`. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((v) => v.split('.').map((part) => parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Personal access tokens came with this version of Jira. */
export const kFirstWithTokens = '8.14';

/** The methods of a flavour, the usual one first. A version that is not known is taken as new. */
export function methodsOf(flavour: Flavour, version = ''): Method[] {
  if (flavour === 'cloud') return ['api_token', 'scoped_token'];
  if (version && isOlder(version, kFirstWithTokens)) return ['password'];
  return ['personal_token', 'password'];
}

const methodWord: Record<Method, string> = {
  api_token: 'API token',
  scoped_token: 'API token with scopes',
  personal_token: 'Personal access token',
  password: 'User name and password',
};

export function methodWords(method: Method): string {
  return methodWord[method];
}

/** What is sent as `method`: on Cloud the server finds out by itself which kind of token it is. */
export function methodToSend(method: Method): Method | undefined {
  return method === 'api_token' || method === 'scoped_token' ? undefined : method;
}

/** The page where a person makes a token for this site. */
export function tokenPage(flavour: Flavour, baseUrl: string): string {
  if (flavour === 'cloud') return 'https://id.atlassian.com/manage-profile/security/api-tokens';
  return `${baseUrl}/secure/ViewProfile.jspa?selectedTab=com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens`;
}
