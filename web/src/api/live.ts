import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Connection } from './client';
import { storeConnection } from './connections';
import { makeThrottle } from '../lib/throttle';

/**
 * The server's event stream. While it stands, pages change as events arrive; when it breaks,
 * queries fall back to polling every five seconds and the stream is tried again.
 */
export type LiveState = 'connecting' | 'live' | 'polling';

const kPollMs = 5000;
const kRetryMs = 5000;
const kSilenceMs = 45_000;
const kFeedThrottleMs = 300;

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

/** `refetchInterval` of queries that the stream keeps fresh. */
export function usePollInterval(): number | false {
  return useLiveState() === 'polling' ? kPollMs : false;
}

const kFactKeys = ['cycle-time', 'issues', 'issue', 'projects'];

function invalidateFacts(queries: QueryClient): void {
  for (const key of kFactKeys) void queries.invalidateQueries({ queryKey: [key] });
}

function parse(event: Event): { id?: string } | undefined {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as { id?: string };
  } catch {
    return undefined;
  }
}

/** Opens the stream; returns how to close it. */
function openStream(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const onFeed = makeThrottle(() => invalidateFacts(queries), kFeedThrottleMs);

  const lost = () => {
    source?.close();
    setState('polling');
    clearTimeout(retry);
    retry = setTimeout(open, kRetryMs);
  };
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, kSilenceMs);
  };
  const open = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      if (state === 'polling') void queries.invalidateQueries();
      setState('live');
      alive();
    };
    source.onerror = lost;
    source.addEventListener('ping', alive);
    source.addEventListener('feed', () => {
      alive();
      onFeed();
    });
    source.addEventListener('progress', (event) => {
      alive();
      const connection = parse(event);
      if (connection?.id) storeConnection(queries, connection as Connection);
    });
    source.addEventListener('connection', (event) => {
      alive();
      const id = parse(event)?.id;
      if (id) void queries.invalidateQueries({ queryKey: ['connection', id] });
      void queries.invalidateQueries({ queryKey: ['connections'] });
    });
  };
  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(silence);
    onFeed.cancel();
  };
}

/** Keeps the stream open while the shell is on the screen. */
export function useLiveEvents(): void {
  const queries = useQueryClient();
  useEffect(() => openStream(queries), [queries]);
}
