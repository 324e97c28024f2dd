import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeThrottle } from './throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('fires at once, then once per period, and never loses the last call', () => {
  let calls = 0;
  const throttled = makeThrottle(() => calls++, 300);
  throttled();
  expect(calls).toBe(1);
  throttled();
  throttled();
  expect(calls).toBe(1);
  vi.advanceTimersByTime(300);
  expect(calls).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(2);
});

it('does nothing after cancel', () => {
  let calls = 0;
  const throttled = makeThrottle(() => calls++, 300);
  throttled();
  throttled();
  throttled.cancel();
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(1);
});
