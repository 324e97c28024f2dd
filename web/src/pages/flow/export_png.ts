import type { CycleTime } from '../../api/client';
import { exact, formatDate, formatLastDay } from '../../lib/format';
import { init } from './echarts';
import { axisTop, linesOf, marksOf } from './scatter_model';
import { coloursOf, scatterOption } from './scatter_option';

const kWidth = 1200;
const kHeight = 560;
const kHead = 84;
const kScale = 2;

function drawHead(context: CanvasRenderingContext2D, data: CycleTime, filters: string): void {
  const colours = coloursOf(document.documentElement);
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, kWidth, kHeight + kHead);
  context.fillStyle = colours.text;
  context.font = `600 20px ${colours.font}`;
  context.fillText(`${data.definition.title}, days`, 24, 38);
  context.fillStyle = colours.secondary;
  context.font = `13px ${colours.font}`;
  const zone = data.window.time_zone;
  const range = `${formatDate(data.window.from, zone)} to ${formatLastDay(data.window.to, zone)}`;
  context.fillText(`${range} · ${filters} · n ${exact(data.n)}`, 24, 62);
}

/** The same scene with title, filters, dates and n, as a PNG of twice the size. */
export async function exportPng(data: CycleTime, log: boolean, filters: string): Promise<void> {
  const holder = document.createElement('div');
  const chart = init(holder, null, {
    renderer: 'canvas',
    width: kWidth,
    height: kHeight,
    devicePixelRatio: kScale,
  });
  const top = axisTop(data.points);
  chart.setOption(
    scatterOption({
      marks: marksOf(data.points, top, log),
      lines: linesOf(data),
      top,
      from: Date.parse(data.window.from),
      to: Date.parse(data.window.to),
      log,
      colours: coloursOf(document.documentElement),
      height: kHeight,
      narrow: false,
      width: kWidth,
    }),
  );
  const canvas = document.createElement('canvas');
  canvas.width = kWidth * kScale;
  canvas.height = (kHeight + kHead) * kScale;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(kScale, kScale);
  drawHead(context, data, filters);
  context.drawImage(chart.renderToCanvas({ pixelRatio: kScale }), 0, kHead, kWidth, kHeight);
  chart.dispose();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob) save(blob, `cycle-time-${data.window.to.slice(0, 10)}.png`);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
