import { contrast } from '../theme/contrast';
import type { Paint } from './model';

/** Resolves colour tokens where the chart stands; in forced colours, the system's. */
export interface Colours {
  of: (paint: Paint) => string;
  font: string;
  forced: boolean;
}

const kSystem: Record<string, string> = {
  surface: 'Canvas',
  'accent-soft': 'Canvas',
  line: 'GrayText',
  accent: 'Highlight',
  'series-1': 'Highlight',
};

/** A system colour as rgb(), which both painters understand. */
function systemColour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = name;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const forced = window.matchMedia('(forced-colors: active)').matches;
  const known = new Map<string, string>();
  const find = (paint: Paint) =>
    forced
      ? systemColour(kSystem[paint] ?? 'CanvasText')
      : style.getPropertyValue(`--${paint}`).trim();
  const of = (paint: Paint): string => {
    let colour = known.get(paint);
    if (colour === undefined) {
      colour = find(paint);
      known.set(paint, colour);
    }
    return colour;
  };
  return { of, font: style.getPropertyValue('--font').trim(), forced };
}

const kSteps = 7;

/** A share of 0 to 1 as a step of the sequential scale; lightness goes one way all along. */
export function seqPaint(share: number): Paint {
  const step = Math.round(Math.min(1, Math.max(0, share)) * (kSteps - 1));
  return `seq-${step + 1}`;
}

/** `#fff` as `#ffffff`: the build writes colours as short as they can be. */
function longHex(colour: string): string | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  if (short)
    return `#${short
      .slice(1)
      .map((c) => c + c)
      .join('')}`;
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : null;
}

/** The ink that reads better on a ground: the text of the theme or its surface. */
export function inkOn(ground: Paint, colours: Colours): string {
  const text = longHex(colours.of('text'));
  const surface = longHex(colours.of('surface'));
  const paint = longHex(colours.of(ground));
  if (!text || !surface || !paint) return colours.of('text');
  return contrast(surface, paint) > contrast(text, paint) ? surface : text;
}
