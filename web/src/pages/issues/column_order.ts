/** Which columns are shown, in which order, and how high rows are: remembered in the browser. */
export const kColumnIds = [
  'summary',
  'type',
  'category',
  'status',
  'stage',
  'priority',
  'assignee',
  'age',
  'cycle',
  'points',
  'sprint',
  'epic',
  'labels',
  'project',
  'created',
  'updated',
] as const;
export type ColumnId = (typeof kColumnIds)[number];

export interface ColumnChoice {
  id: ColumnId;
  shown: boolean;
}

const kShownAtFirst: readonly ColumnId[] = [
  'summary',
  'type',
  'status',
  'assignee',
  'age',
  'cycle',
  'points',
  'updated',
];

export const kFirstChoice: readonly ColumnChoice[] = kColumnIds.map((id) => ({
  id,
  shown: kShownAtFirst.includes(id),
}));

/** What was remembered; unknown columns fall away, new ones come last and hidden. */
export function parseChoice(text: string | null): ColumnChoice[] {
  const saved = text === null ? [] : text.split(',').filter(Boolean);
  if (saved.length === 0) return [...kFirstChoice];
  const found: ColumnChoice[] = [];
  for (const entry of saved) {
    const shown = !entry.startsWith('!');
    const id = kColumnIds.find((each) => each === entry.replace('!', ''));
    if (id && !found.some((each) => each.id === id)) found.push({ id, shown });
  }
  const rest = kColumnIds.filter((id) => !found.some((each) => each.id === id));
  return [...found, ...rest.map((id) => ({ id, shown: false }))];
}

export function formatChoice(choice: readonly ColumnChoice[]): string {
  return choice.map(({ id, shown }) => (shown ? id : `!${id}`)).join(',');
}

export function shownColumns(choice: readonly ColumnChoice[]): ColumnId[] {
  return choice.filter((each) => each.shown).map((each) => each.id);
}

/** The choice with one column moved by a step; the same when it is at the end. */
export function moveColumn(
  choice: readonly ColumnChoice[],
  id: ColumnId,
  step: number,
): ColumnChoice[] {
  const from = choice.findIndex((each) => each.id === id);
  const to = from + step;
  const moved = choice[from];
  if (!moved || to < 0 || to >= choice.length) return [...choice];
  const rest = choice.filter((each) => each.id !== id);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

export function showColumn(
  choice: readonly ColumnChoice[],
  id: ColumnId,
  shown: boolean,
): ColumnChoice[] {
  return choice.map((each) => (each.id === id ? { id, shown } : each));
}

export const kDensities = { compact: 28, normal: 36, comfortable: 44 } as const;
export type Density = keyof typeof kDensities;

export function parseDensity(text: string | null): Density {
  return text === 'compact' || text === 'comfortable' ? text : 'normal';
}
