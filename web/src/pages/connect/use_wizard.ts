import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { JiraSignIn, Schemas } from '../../api/client';
import { siteQuery, useSite, type JiraSource } from '../../api/connect';
import { useIdle } from '../../lib/use_idle';
import { normaliseUrl } from './address';
import { loadDraft, saveDraft, type Draft } from './draft';
import {
  guessFlavour,
  isFlavour,
  methodsOf,
  methodToSend,
  type Flavour,
  type Method,
} from './flavour';
import type { SignInValue } from './sign_in_rules';

export type SetDraft = (change: Partial<Draft>) => void;

const kIdleMs = 400;

/** What is asked of an address; null while it is none. */
function askOf(draft: Draft): Schemas['SiteQuery'] | null {
  if (!normaliseUrl(draft.url)) return null;
  return {
    base_url: draft.url.trim(),
    ...(draft.caPem && { ca_pem: draft.caPem }),
    ...(draft.proxy.trim() && { proxy: draft.proxy.trim() }),
  };
}

const kNothing: Schemas['SiteQuery'] = { base_url: '' };

/** What is at the address, asked once the typing rests. */
export function useDetection(draft: Draft) {
  const queries = useQueryClient();
  const wanted = JSON.stringify(askOf(draft) ?? kNothing);
  const [settled, flush] = useIdle(wanted, kIdleMs);
  const ask = useMemo(() => JSON.parse(settled) as Schemas['SiteQuery'], [settled]);
  const site = useSite(ask, ask.base_url !== '');
  const typing = settled !== wanted;
  /** The answer for what stands in the field now, asked for if need be; throws what failed. */
  const settle = () => {
    flush();
    return queries.query(siteQuery(askOf(draft) ?? kNothing));
  };
  return {
    ask,
    typing,
    flush,
    settle,
    found: typing ? undefined : site.data,
    error: typing ? null : site.error,
    asking: typing || site.isFetching,
    again: () => void site.refetch(),
  };
}

export type Detection = ReturnType<typeof useDetection>;

/** Flavour and methods: a person's choice before what the site says before a guess. */
export interface Site {
  url: string;
  flavour: Flavour;
  version: string;
  title: string;
  methods: Method[];
}

export function decideSite(draft: Draft, found: Detection['found']): Site {
  const url = found?.url.base_url ?? normaliseUrl(draft.url)?.url ?? draft.url.trim();
  const told = isFlavour(found?.site.flavour) ? found.site.flavour : null;
  const flavour = draft.flavour || (told ?? guessFlavour(url));
  const version = told === flavour ? (found?.site.version ?? '') : '';
  const offered = told === flavour ? (found?.methods ?? []) : [];
  const methods = offered.length > 0 ? offered : methodsOf(flavour, version);
  return { url, flavour, version, title: found?.site.title ?? '', methods };
}

/** The method in use: the chosen one if the site has it, else its usual one. */
export function decideMethod(chosen: Method | '', methods: readonly Method[]): Method {
  if (chosen && methods.includes(chosen)) return chosen;
  return methods[0] ?? 'personal_token';
}

/** The draft, kept in this browser; the secret lives in memory only. */
export function useDraft() {
  const [draft, setDraft] = useState(loadDraft);
  const [token, setToken] = useState('');
  useEffect(() => {
    if (draft.saved > 0) saveDraft(draft);
  }, [draft]);
  const set: SetDraft = (change) => setDraft((old) => ({ ...old, ...change, saved: Date.now() }));
  return { draft, set, token, setToken, replace: setDraft };
}

/** The sign-in as it is sent. */
export function signInOf(draft: Draft, site: Site, value: SignInValue): JiraSignIn {
  const method = methodToSend(value.method);
  return {
    base_url: site.url,
    token: value.token,
    ...(value.method !== 'personal_token' && { email: value.email.trim() }),
    ...(method && { method }),
    ...(draft.caPem && { ca_pem: draft.caPem }),
    ...(draft.proxy.trim() && { proxy: draft.proxy.trim() }),
  };
}

/** A key for what was asked with this sign-in that holds no secret. */
export function sourceOf(signIn: JiraSignIn): JiraSource {
  return {
    identity: [signIn.base_url, signIn.method ?? '', signIn.email ?? ''].join(' '),
    request: { sign_in: signIn },
  };
}
