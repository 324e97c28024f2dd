import { useProjects } from '../api/issues';
import { exact } from '../lib/format';
import { FilterChip } from '../ui/filter_chip';

interface Props {
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** The filter by project: all projects that have issues here, with how many. */
export function ProjectChip({ chosen, onChange }: Props) {
  const projects = useProjects();
  const choices = (projects.data ?? []).map((p) => ({
    value: p.key,
    label: `${p.key} · ${p.name}`,
    hint: exact(p.issues),
  }));
  return <FilterChip label="Project" {...{ choices, chosen, onChange }} />;
}
