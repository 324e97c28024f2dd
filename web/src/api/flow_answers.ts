/** The answers of GET /metrics/flow/...; all durations are whole seconds of the answer's unit. */
import type { Schemas } from './client';

export type About = Schemas['About'];
export type Exclusion = Schemas['Exclusion'];
export type Period = Schemas['Period'];
export type Category = Schemas['WorkCategory'];
export type ByCategory = Schemas['ByCategory'];

export type CycleAnswer = Schemas['CycleTime'];
export type ThroughputAnswer = Schemas['Throughput'];
export type MixAnswer = Schemas['Mix'];
export type WipAnswer = Schemas['Wip'];
export type AgingAnswer = Schemas['Aging'];
export type AgingItem = Schemas['AgingItem'];
export type CumulativeAnswer = Schemas['Cumulative'];
export type TimeInStatusAnswer = Schemas['TimeInStatus'];
export type StatusRow = TimeInStatusAnswer['rows'][number];
export type StatusCell = Schemas['TimeCell'];
export type EfficiencyAnswer = Schemas['Efficiency'];
export type ReopenAnswer = Schemas['Reopen'];
export type ItemsAnswer = Schemas['MetricItems'];
export type ListItem = Schemas['MetricItem'];
