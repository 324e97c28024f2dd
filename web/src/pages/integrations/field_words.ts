import type { FieldUse } from '../../api/care';
import { exact, formatPercent } from '../../lib/format';

const kRoles: Record<string, string> = {
  story_points: 'Story points',
  sprint: 'Sprint',
  epic_link: 'Epic link',
  parent: 'Parent',
  parent_link: 'Parent link',
  due_date: 'Due date',
  start_date: 'Start date',
  flagged: 'Flag',
  sla: 'Service level',
  request_participants: 'Request participants',
  team: 'Team',
  rank: 'Rank',
  epic_name: 'Epic name',
};

export function roleWords(role: string): string {
  if (!role) return '';
  return kRoles[role] ?? (role.charAt(0).toUpperCase() + role.slice(1)).replace(/_/g, ' ');
}

/** `71 % of 2,000`. */
export function fillWords(field: Pick<FieldUse, 'filled' | 'looked_at'>): string {
  if (field.looked_at === 0) return 'Nothing looked at yet';
  return `${formatPercent(field.filled, field.looked_at)} of ${exact(field.looked_at)}`;
}

/** A site may have two fields of story points: of an issue, the first with a value counts. */
export function sharesPoints(fields: readonly FieldUse[]): boolean {
  return fields.filter((field) => field.role === 'story_points').length > 1;
}

/** What Jira works out by itself; it is worked out here from its sources instead. */
const kComputed = ['development', 'time_in_status'];

export interface Choice {
  /** Custom fields that are stored; null: all that can be typed. */
  chosen: string[] | null;
}

/** Why a field is stored or not. `wanted` is what the form says now. */
export function storedWords(field: FieldUse, choice: Choice, saved: Choice): string {
  if (!field.custom) return field.stored ? 'Always' : 'Not needed for any number';
  if (kComputed.includes(field.role)) return 'No: it is computed by Jira';
  if (field.role) return 'Always: it has a role';
  if (field.type === 'number') return 'Always: a number may be an estimate';
  const wanted = isWanted(field, choice);
  const before = isWanted(field, saved);
  if (wanted !== before) return wanted ? 'From the next sync on' : 'No longer, once saved';
  if (field.stored) return 'Yes';
  return before ? 'No: this kind of value cannot be stored' : 'No: not chosen';
}

export function isWanted(field: Pick<FieldUse, 'id'>, choice: Choice): boolean {
  return choice.chosen === null || choice.chosen.includes(field.id);
}

/** Can a person choose whether it is stored? */
export function isOptional(field: FieldUse, saved: Choice): boolean {
  if (!field.custom || field.role || field.type === 'number') return false;
  return field.stored || !isWanted(field, saved);
}

export const kShow = ['all', 'roles', 'custom', 'stored', 'left-out'] as const;
export type Show = (typeof kShow)[number];

export const showWords: Record<Show, string> = {
  all: 'All fields',
  roles: 'With a role',
  custom: 'Custom fields',
  stored: 'Stored',
  'left-out': 'Not stored',
};

export function shown(field: FieldUse, show: Show, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted && !`${field.name} ${field.id} ${field.type}`.toLowerCase().includes(wanted)) {
    return false;
  }
  if (show === 'roles') return field.role !== '';
  if (show === 'custom') return field.custom;
  if (show === 'stored') return field.stored;
  return show === 'left-out' ? !field.stored : true;
}

/** Roles first, then the fuller fields, then by name. */
export function sortFields(fields: readonly FieldUse[]): FieldUse[] {
  const share = (field: FieldUse) => (field.looked_at ? field.filled / field.looked_at : 0);
  const rank = (field: FieldUse) => (field.role ? 0 : field.custom ? 1 : 2);
  return [...fields].sort(
    (a, b) => rank(a) - rank(b) || share(b) - share(a) || a.name.localeCompare(b.name),
  );
}
