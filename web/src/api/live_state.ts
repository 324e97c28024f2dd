import { useSyncExternalStore } from 'react';

/**
 * How fresh the pages are: `live` while the server's event stream stands, `polling` while it is
 * broken and queries ask again every five seconds.
 */
export type LiveState = 'connecting' | 'live' | 'polling';

const kPollMs = 5000;

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

export function setLiveState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export function liveState(): LiveState {
  return state;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, liveState);
}

/** `refetchInterval` of queries that the stream keeps fresh. */
export function usePollInterval(): number | false {
  return useLiveState() === 'polling' ? kPollMs : false;
}
