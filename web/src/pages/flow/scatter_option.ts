import type { EChartsCoreOption } from 'echarts/core';
import { ticks, tickWords } from '../../lib/time_axis';
import { spreadLabels, type Mark, type PercentileLine } from './scatter_model';

export interface ChartColours {
  text: string;
  secondary: string;
  line: string;
  surface: string;
  mark: string;
  font: string;
}

export function coloursOf(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read('--text'),
    secondary: read('--text-2'),
    line: read('--line'),
    surface: read('--surface'),
    mark: read('--series-1'),
    font: read('--font'),
  };
}

export interface ScatterInput {
  marks: Mark[];
  lines: PercentileLine[];
  top: number;
  from: number;
  to: number;
  log: boolean;
  colours: ChartColours;
  height: number;
  narrow: boolean;
  /** Of the plot, for the number of ticks. */
  width: number;
}

export const kGrid = { left: 48, top: 20, bottom: 30, wide: 92, narrow: 74 };
const kLabelGap = 15;
const kFloor = 1 / 48;

function yPixel(days: number, input: ScatterInput): number {
  const height = input.height - kGrid.top - kGrid.bottom;
  const share = input.log
    ? Math.log(Math.max(days, kFloor) / kFloor) / Math.log(input.top / kFloor)
    : days / input.top;
  return kGrid.top + height * (1 - Math.min(1, share));
}

function markLines(input: ScatterInput) {
  const { lines, colours } = input;
  const wanted = lines.map((line) => yPixel(line.days, input));
  const placed = spreadLabels(wanted, kLabelGap);
  return lines
    .map((line, i) => ({
      yAxis: Math.min(line.days, input.top),
      lineStyle: {
        type: line.dash,
        color: colours.text,
        width: line.p === 85 ? 1.75 : 1.25,
      },
      label: {
        formatter: line.label,
        position: 'end',
        color: colours.text,
        fontWeight: line.p === 85 ? 600 : 400,
        fontSize: 12,
        offset: [2, (placed[i] ?? 0) - (wanted[i] ?? 0)],
      },
    }))
    .filter((line) => line.yAxis >= 0);
}

function dayLabel(value: number): string {
  if (value >= 1 || value === 0) return String(Math.round(value * 10) / 10);
  return `${Math.round(value * 24)} h`;
}

/** The scene of the scatter: x the day of finishing, y the days it took. */
export function scatterOption(input: ScatterInput): EChartsCoreOption {
  const { marks, colours, top, log } = input;
  const found = ticks({ from: input.from, to: input.to }, input.width);
  const words = new Map(found.map((tick) => [tick.at, tickWords(tick)]));
  const text = { color: colours.secondary, fontSize: 12, fontFamily: colours.font };
  return {
    animation: false,
    textStyle: { fontFamily: colours.font },
    grid: {
      left: kGrid.left,
      right: input.narrow ? kGrid.narrow : kGrid.wide,
      top: kGrid.top,
      bottom: kGrid.bottom,
    },
    xAxis: {
      type: 'time',
      min: input.from,
      max: input.to,
      axisLabel: {
        ...text,
        hideOverlap: true,
        customValues: found.map((tick) => tick.at),
        formatter: (at: number) => words.get(at) ?? '',
      },
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: log ? 'log' : 'value',
      min: log ? kFloor : 0,
      max: top,
      axisLabel: { ...text, formatter: dayLabel, showMaxLabel: false, showMinLabel: !log },
      splitLine: { showMaxLine: false, lineStyle: { color: colours.line } },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: [
      {
        type: 'scatter',
        data: marks.map((mark) => ({
          value: [mark.x, mark.y],
          symbol: mark.clamped ? 'triangle' : 'circle',
          symbolSize: mark.clamped ? 10 : mark.count > 1 ? 14 : 8,
          label: mark.count > 1 ? { show: true, formatter: String(mark.count) } : { show: false },
          ...(mark.count > 1 && { itemStyle: { color: colours.mark, opacity: 0.95 } }),
        })),
        itemStyle: { color: colours.mark, opacity: 0.62 },
        label: { color: colours.surface, fontSize: 10, fontWeight: 600, position: 'inside' },
        emphasis: {
          scale: 1.4,
          itemStyle: { opacity: 1, borderColor: colours.text, borderWidth: 2 },
        },
        markLine: { symbol: 'none', silent: true, animation: false, data: markLines(input) },
      },
    ],
  };
}
