// The parts of the chart library that are used; this file is only reached by a lazy import.
import { ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

register([ScatterChart, GridComponent, MarkLineComponent, CanvasRenderer, SVGRenderer]);

export { init };
export type { ECharts } from 'echarts/core';
