import type { Issue } from '../../api/client';
import { formatDate, formatInstant } from '../../lib/format';
import { categoryNames } from '../../ui/category_chip';
import { Card } from '../../ui/page';
import css from './issue.module.css';

/** An instant as the API writes it. */
const kInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function names(values: { name: string }[]): string {
  return values.map((value) => value.name).join(', ');
}

export function Details({ issue }: { issue: Issue }) {
  const rows: [string, string | null | undefined][] = [
    ['Type', `${issue.row.type.name}, counts as ${categoryNames[issue.row.category]}`],
    ['Project', `${issue.row.project.name} (${issue.row.project.key})`],
    ['Priority', issue.row.priority?.name],
    ['Reporter', issue.reporter?.name],
    ['Parent', issue.parent?.name],
    ['Resolution', issue.resolution?.name],
    ['Due', issue.due && formatDate(issue.due)],
    ['Story points', issue.story_points?.toString()],
    ['Sprints', names(issue.sprints)],
    ['Labels', issue.labels.join(', ')],
    ['Components', names(issue.components)],
    ['Fix versions', names(issue.fix_versions)],
    ['Comments', issue.comments > 0 ? String(issue.comments) : null],
    ...issue.custom_fields.map((f): [string, string] => [
      f.name,
      kInstant.test(f.text) ? formatInstant(f.text) : f.text,
    ]),
  ];
  return (
    <Card>
      <h2>Fields</h2>
      <dl className={css.fields}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}
