import { useState } from 'react';
import { clampDomain, reveal, zoom, type Domain } from '../../lib/time_axis';

const kWhole = 0.999;

/** The part of the life that is shown. `null` inside means all of it, also while it grows. */
export function useAxis(whole: Domain) {
  const [chosen, setChosen] = useState<Domain | null>(null);
  const domain = chosen ?? whole;
  const show = (next: Domain) => {
    const all = next.to - next.from >= (whole.to - whole.from) * kWhole;
    setChosen(all ? null : clampDomain(next, whole));
  };
  return {
    whole,
    domain,
    zoomed: chosen !== null,
    show,
    fit: () => setChosen(null),
    zoomBy: (factor: number, around: number) => show(zoom(domain, whole, factor, around)),
    pan: (share: number) => {
      const by = (domain.to - domain.from) * share;
      show({ from: domain.from + by, to: domain.to + by });
    },
    /** Moves the view just so far that an instant is in it. */
    reveal: (at: number) => {
      if (chosen) setChosen(reveal(domain, whole, at));
    },
  };
}

export type Axis = ReturnType<typeof useAxis>;

const kLeast = 60_000;

/** Moves one edge of a view, keeping the other and a least length. */
export function moveEdge(domain: Domain, whole: Domain, edge: 'from' | 'to', at: number): Domain {
  if (edge === 'from') {
    return { from: Math.max(whole.from, Math.min(at, domain.to - kLeast)), to: domain.to };
  }
  return { from: domain.from, to: Math.min(whole.to, Math.max(at, domain.from + kLeast)) };
}
