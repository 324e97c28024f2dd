import type { FacetField } from '../api/facets';
import type { FilterMember, IssueLevel } from './question';

interface FieldWords {
  label: string;
  /** Where the values come from. */
  from: 'connections' | 'fixed' | FacetField;
  /** One value only. */
  single?: boolean;
  /** Of the search field. */
  search?: string;
}

/** What the filters are called, in the order in which they are offered. */
export const kFields: Record<FilterMember, FieldWords> = {
  projects: { label: 'Project', from: 'project', search: 'Search projects' },
  categories: { label: 'Category', from: 'fixed' },
  types: { label: 'Type', from: 'type', search: 'Search types' },
  priorities: { label: 'Priority', from: 'priority', search: 'Search priorities' },
  labels: { label: 'Label', from: 'label', search: 'Search labels' },
  components: { label: 'Component', from: 'component', search: 'Search components' },
  epics: { label: 'Epic', from: 'epic', search: 'Search epics by key or summary' },
  sprints: { label: 'Sprint', from: 'sprint', search: 'Search sprints' },
  levels: { label: 'Level', from: 'fixed' },
  connections: { label: 'Jira instance', from: 'connections', single: true },
};

export const kFieldOrder = Object.keys(kFields) as FilterMember[];

export const kLevelWords: Record<IssueLevel, string> = {
  standard: 'Standard (stories, bugs, tasks)',
  subtask: 'Sub-tasks',
  epic: 'Epics',
};

/** `Project: PAY, WEB`, or how many there are when they would not fit. */
export function chipWords(label: string, names: readonly string[]): string {
  const shown = names.length > 2 ? String(names.length) : names.join(', ');
  return `${label}: ${shown}`;
}
