import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Project } from '../../api/client';
import { fetchMatchingKeys, useJiraProjects, type ProjectSource } from '../../api/connect';
import { exact } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import { Icon } from '../../ui/icon';
import { ErrorNote, ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './picker.module.css';
import { kMostProjects } from './validate';
import { TypedKeys } from './typed_keys';
import { Checkbox } from '../../ui/library/checkbox';

interface Props {
  source: ProjectSource;
  chosen: string[];
  onChange: (keys: string[]) => void;
}

const typeWords: Record<string, string> = {
  software: 'Software',
  business: 'Business',
  service_desk: 'Service management',
  product_discovery: 'Discovery',
};

function ProjectRow(props: { project: Project; checked: boolean; onToggle: () => void }) {
  const { project, checked, onToggle } = props;
  return (
    <li className={css.project} data-on={checked || undefined}>
      <Checkbox
        checked={checked}
        onChange={onToggle}
        label={
          <span className={css.projectLabel}>
            <code>{project.key}</code>
            <span>{project.name}</span>
          </span>
        }
      />
      <span className={css.fact}>{typeWords[project.type] ?? project.type}</span>
      <span className={css.fact}>{project.lead}</span>
    </li>
  );
}

const kChips = 18;

/** The chosen ones, pinned above the list; a great many fold up. */
function Chosen({ chosen, onChange }: Pick<Props, 'chosen' | 'onChange'>) {
  const [all, setAll] = useState(false);
  if (chosen.length === 0) return null;
  const shown = all ? chosen : chosen.slice(0, kChips);
  return (
    <div className={css.pinned}>
      <ul className={css.chips} aria-label="Chosen projects">
        {shown.map((key) => (
          <li key={key}>
            <button
              type="button"
              onClick={() => onChange(chosen.filter((k) => k !== key))}
              aria-label={`Remove ${key}`}
            >
              <code>{key}</code>
              <Icon name="cross" size={12} />
            </button>
          </li>
        ))}
        {chosen.length > kChips && (
          <li>
            <button type="button" data-quiet onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `and ${exact(chosen.length - kChips)} more`}
            </button>
          </li>
        )}
      </ul>
      <button type="button" className={css.clear} onClick={() => onChange([])}>
        Clear
      </button>
    </div>
  );
}

/** Above this, "every project" with a filter is the better choice. */
const kMostAtOnce = kMostProjects;

function SelectAll(props: Props & { query: string; total: number }) {
  const { source, chosen, onChange, query, total } = props;
  const [count, setCount] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (total === 0 || total > kMostAtOnce) return null;
  const select = async () => {
    setCount(0);
    setError(null);
    try {
      const keys = await fetchMatchingKeys(source, query, setCount);
      onChange([...new Set([...chosen, ...keys])]);
    } catch (cause) {
      setError(cause);
    }
    setCount(null);
  };
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => void select()}>
        {count !== null
          ? `Selecting ${exact(count)} of ${exact(total)}…`
          : `Select all ${exact(total)}${query ? ' matching' : ''}`}
      </Button>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}

function Rows(props: Props & { found: ReturnType<typeof useJiraProjects>; query: string }) {
  const { found, query, chosen, onChange } = props;
  const pages = found.data?.pages ?? [];
  const projects = pages.flatMap((page) => page.items);
  return (
    <div
      className={css.list}
      data-dim={found.isPlaceholderData || undefined}
      tabIndex={0}
      role="group"
      aria-label="Projects"
      data-field="projects"
    >
      {found.isPending && <Loading what="projects" height={180} />}
      {found.error && !found.data && (
        <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && projects.length === 0 && (
        <StatePanel compact title={query ? `No project matches "${query}"` : 'No project here'}>
          <p>Only projects that the account may browse can be found.</p>
        </StatePanel>
      )}
      <ul>
        {projects.map((project) => (
          <ProjectRow
            key={project.id}
            project={project}
            checked={chosen.includes(project.key)}
            onToggle={() => onChange(toggle(chosen, project.key))}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <div className={css.more}>
          <Button
            variant="subtle"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            Show more ({exact(projects.length)} of {exact(pages[0]?.total ?? 0)})
          </Button>
        </div>
      )}
    </div>
  );
}

/** Search over all projects the sign-in can see, page by page, on the server. */
export function ProjectPicker({ source, chosen, onChange }: Props) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 250);
  const found = useJiraProjects(source, settled);
  const total = found.data?.pages[0]?.total ?? 0;
  const noun = total === 1 ? 'project' : 'projects';
  return (
    <div className={css.picker}>
      <Chosen chosen={chosen} onChange={onChange} />
      <div className={css.box}>
        <div className={css.head}>
          <TextInput
            className={css.search}
            aria-label="Search projects by key or name"
            placeholder="Search by key or name"
            leftSection={<Icon name="search" size={14} />}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
          <p className={css.count} role="status">
            {found.data
              ? `${exact(total)} ${noun}, ${exact(chosen.length)} chosen`
              : `${exact(chosen.length)} chosen`}
          </p>
          <SelectAll {...{ source, chosen, onChange, total }} query={settled} />
        </div>
        <Rows {...{ source, chosen, onChange, found }} query={settled} />
      </div>
      <TypedKeys source={source} chosen={chosen} onChange={onChange} />
    </div>
  );
}
