// Paints shapes. Only reached by a lazy import: the chart library comes with it.
import { CustomChart } from 'echarts/charts';
import { init, use as register, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { Colours } from './colours';
import { layoutOf } from './layout';
import { weight, type ChartModel } from './model';
import { shapesOf, type Shape } from './shapes';

register([CustomChart, CanvasRenderer, SVGRenderer]);

const kSvgLimit = 2000;

function optionOf(shapes: Shape[]): EChartsCoreOption {
  const children = shapes.map((shape) => ({ ...shape, silent: true }));
  return {
    animation: false,
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        data: [0],
        renderItem: () => ({ type: 'group', children }),
      },
    ],
  };
}

export interface Painter {
  paint: (model: ChartModel, width: number, height: number, colours: Colours) => void;
  dispose: () => void;
}

/** Up to 2,000 marks as a document (sharp, light), above that on a canvas. */
export function makePainter(element: HTMLElement): Painter {
  let chart: ReturnType<typeof init> | undefined;
  let now: 'svg' | 'canvas' | undefined;
  return {
    paint: (model, width, height, colours) => {
      const renderer = weight(model) <= kSvgLimit ? 'svg' : 'canvas';
      if (renderer !== now) chart?.dispose();
      if (renderer !== now || !chart) chart = init(element, null, { renderer, width, height });
      else chart.resize({ width, height });
      now = renderer;
      chart.setOption(optionOf(shapesOf(model, layoutOf(model, width, height), colours)), true);
    },
    dispose: () => chart?.dispose(),
  };
}

/** The same scene on a canvas that is not on the page, for a file. */
export function paintCanvas(
  model: ChartModel,
  width: number,
  height: number,
  colours: Colours,
  scale: number,
): { canvas: HTMLCanvasElement; dispose: () => void } {
  const chart = init(document.createElement('div'), null, {
    renderer: 'canvas',
    width,
    height,
    devicePixelRatio: scale,
  });
  chart.setOption(optionOf(shapesOf(model, layoutOf(model, width, height), colours)), true);
  return {
    canvas: chart.renderToCanvas({ pixelRatio: scale }),
    dispose: () => chart.dispose(),
  };
}
