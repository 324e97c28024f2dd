import { describe, expect, it } from 'vitest';
import type { Connection } from '../../api/client';
import { currentStep, decideSteps, isFinished, liveConnection } from './first_steps';

const connection = (state: string, issues: number) => ({ state, issues }) as Connection;

describe('first steps', () => {
  it('starts with connecting', () => {
    const steps = decideSteps([], 0);
    expect(currentStep(steps)?.id).toBe('connect');
    expect(isFinished(steps)).toBe(false);
  });
  it('does not count what was disconnected', () => {
    expect(currentStep(decideSteps([connection('disconnected', 10)], 0))?.id).toBe('connect');
  });
  it('leads to a live site', () => {
    const site = (id: string, state: string, flavour: string) =>
      ({ id, state, flavour }) as Connection;
    const sites = [
      site('a', 'active', 'cloud'),
      site('b', 'active', 'server'),
      site('c', 'disconnected', 'cloud'),
      site('d', 'active', 'import'),
    ];
    expect(liveConnection(sites)?.id).toBe('b');
    expect(liveConnection([])).toBeUndefined();
  });
  it('ticks itself as data arrives', () => {
    expect(currentStep(decideSteps([connection('active', 0)], 0))?.id).toBe('data');
    expect(currentStep(decideSteps([connection('active', 4)], 0))?.id).toBe('flow');
    expect(isFinished(decideSteps([connection('active', 4)], 2))).toBe(true);
  });
});
