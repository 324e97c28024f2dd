import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Connection } from './client';
import { storeConnection } from './connections';
import { liveState, setLiveState } from './live_state';
import { makeThrottle } from '../lib/throttle';

/**
 * The server's event stream. While it stands, pages change as events arrive; when it breaks,
 * queries fall back to polling and the stream is tried again.
 */
const kRetryMs = 5000;
const kSilenceMs = 45_000;
const kFeedThrottleMs = 300;

const kFactKeys = ['metrics', 'issues', 'issue', 'projects', 'sprints', 'jql'];

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
    setLiveState('polling');
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
      if (liveState() === 'polling') void queries.invalidateQueries();
      setLiveState('live');
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
