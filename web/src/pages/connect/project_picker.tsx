import { Button, Checkbox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Project } from '../../api/client';
import { useJiraProjects, type ProjectSource } from '../../api/connections';
import { exact } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import { Icon } from '../../ui/icon';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './connect.module.css';
import { parseKeys } from './draft';

interface Props {
  source: ProjectSource;
  chosen: string[];
  onChange: (keys: string[]) => void;
}

function ProjectRow(props: { project: Project; checked: boolean; onToggle: () => void }) {
  const { project, checked, onToggle } = props;
  return (
    <li className={css.project}>
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
      <span className={css.projectFacts}>
        {[project.type, project.lead].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}

function TypedKeys({ chosen, onChange }: Pick<Props, 'chosen' | 'onChange'>) {
  const [text, setText] = useState('');
  const { keys, wrong } = parseKeys(text);
  const add = () => {
    if (keys.length === 0) return;
    onChange([...new Set([...chosen, ...keys])]);
    setText(wrong.join(', '));
  };
  return (
    <div className={css.typed}>
      <TextInput
        label="Or type keys, separated by commas"
        placeholder="PAY, OPS, WEB"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
        error={wrong.length > 0 && `Not a project key: ${wrong.join(', ')}`}
      />
      <Button variant="default" onClick={add}>
        Add
      </Button>
    </div>
  );
}

/** The chosen ones, pinned above the search. */
function Chosen({ chosen, onChange }: Pick<Props, 'chosen' | 'onChange'>) {
  if (chosen.length === 0) return null;
  return (
    <ul className={css.chosen} aria-label="Chosen projects">
      {chosen.map((key) => (
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
    </ul>
  );
}

/** Search over all projects the sign-in can see, page by page, on the server. */
export function ProjectPicker({ source, chosen, onChange }: Props) {
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), 250);
  const found = useJiraProjects(source, query);
  const projects = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  return (
    <div className={css.picker}>
      <div className={css.pickerHead}>
        <TextInput
          className={css.pickerSearch}
          aria-label="Search projects by key or name"
          placeholder="Search by key or name"
          leftSection={<Icon name="search" />}
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-field="projects"
        />
        <p className={css.count} role="status">
          {found.data
            ? `${exact(total)} ${total === 1 ? 'project' : 'projects'}, ${chosen.length} chosen`
            : `${chosen.length} chosen`}
        </p>
      </div>
      <Chosen chosen={chosen} onChange={onChange} />
      <div
        className={css.list}
        data-dim={found.isPlaceholderData || undefined}
        tabIndex={0}
        role="group"
        aria-label="Projects"
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
              Show more ({exact(projects.length)} of {exact(total)})
            </Button>
          </div>
        )}
      </div>
      <TypedKeys chosen={chosen} onChange={onChange} />
    </div>
  );
}
