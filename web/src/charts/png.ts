// A chart as a picture file. Only reached by a lazy import.
import { coloursOf } from './colours';
import type { ChartModel } from './model';
import { paintCanvas } from './painter';

export interface PngSpec {
  model: ChartModel;
  title: string;
  /** Under the title: filters, dates, n. */
  lines: string[];
  /** Without ending. */
  name: string;
}

const kWidth = 1200;
const kHeight = 520;
const kPad = 28;
const kTitle = 20;
const kLine = 13;
const kLineGap = 20;

/** Lines of at most `room` pixels. */
function wrap(context: CanvasRenderingContext2D, text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && context.measureText(longer).width <= room) {
      lines[lines.length - 1] = longer;
    } else lines.push(word);
  }
  return lines;
}

/** The same scene with title, filters, dates and n; `scale` 2 has twice the pixels. */
export async function exportPng(spec: PngSpec, scale: 1 | 2): Promise<void> {
  const colours = coloursOf(document.documentElement);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.font = `${kLine}px ${colours.font}`;
  const lines = spec.lines.flatMap((line) => wrap(context, line, kWidth - 2 * kPad));
  const head = kPad + kTitle + lines.length * kLineGap + 22;
  canvas.width = kWidth * scale;
  canvas.height = (head + kHeight + kPad / 2) * scale;
  context.scale(scale, scale);
  context.fillStyle = colours.of('surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colours.of('text');
  context.font = `600 ${kTitle}px ${colours.font}`;
  context.fillText(spec.title, kPad, kPad + kTitle - 4);
  context.fillStyle = colours.of('text-2');
  context.font = `${kLine}px ${colours.font}`;
  lines.forEach((line, i) => context.fillText(line, kPad, kPad + kTitle + 20 + i * kLineGap));
  const wide = kWidth - 2 * kPad;
  const picture = paintCanvas(spec.model, wide, kHeight, colours, scale);
  context.drawImage(picture.canvas, kPad, head, wide, kHeight);
  picture.dispose();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('This browser could not make a picture of the chart.');
  save(blob, `${spec.name}.png`);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
