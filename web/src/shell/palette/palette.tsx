import { Modal } from '../../ui/library/modal';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';
import { plural } from '../../lib/format';
import { useIdle } from '../../lib/use_idle';
import { Icon } from '../../ui/icon';
import { stopKeeping, typedSoFar } from '../use_keys';
import { findEntries, groupEntries, keyOf, parseTyped, type Group, type Typed } from './match';
import css from './palette.module.css';
import { loadRecent, saveRecent, type Recent } from './recent';
import { useIssueEntries, useLocalEntries, type Entry } from './use_entries';

interface Props {
  opened: boolean;
  onClose: () => void;
  onSheet: () => void;
}

const kServerIdleMs = 150;
const kShownRecent = 5;

/** What was used lately, as it stands now; an issue needs no list to be opened again. */
function recentEntries(
  recent: readonly Recent[],
  local: readonly Entry[],
  openIssue: (key: string, connection: string) => void,
): Entry[] {
  const found = recent.flatMap((each): Entry[] => {
    const known = local.find((entry) => entry.id === each.id);
    if (known) return [known];
    if (each.kind !== 'issue') return [];
    const [, connection = ''] = each.id.split(':');
    const run = () => openIssue(each.note, connection);
    return [{ ...each, kind: 'issue', icon: 'issues', run }];
  });
  return found.slice(0, kShownRecent);
}

function groupsOf(typed: Typed, local: Entry[], issues: Entry[], recent: Entry[], ids: string[]) {
  if (typed.mode === 'issue') return groupEntries(issues);
  if (typed.mode === 'all' && typed.text === '') {
    const used = new Set(recent.map((each) => each.id));
    const rest = groupEntries(local.filter((each) => !used.has(each.id)));
    return recent.length === 0 ? rest : [{ title: 'Recent', entries: recent }, ...rest];
  }
  return groupEntries([...findEntries(local, typed, ids), ...issues]);
}

function usePaletteList(raw: string, onSheet: () => void) {
  const typed = parseTyped(raw);
  const [settled] = useIdle(typed.text, kServerIdleMs);
  const [recent] = useState(loadRecent);
  const navigate = useNavigate();
  const openIssue = (key: string, connection: string) =>
    void navigate({
      to: '/issues/$key',
      params: { key },
      search: connection === '' ? {} : { connection },
    });
  const wanted =
    typed.mode === 'issue'
      ? settled !== ''
      : typed.mode === 'all' && settled.length >= 2 && typed.text.length >= 2;
  const local = useLocalEntries({ onSheet });
  const issues = useIssueEntries(settled, wanted);
  const used = recentEntries(recent, local, openIssue);
  const ids = recent.map((each) => each.id);
  const groups: Group<Entry>[] = groupsOf(typed, local, issues.entries, used, ids);
  const key = typed.mode === 'action' ? null : keyOf(typed.text);
  if (key !== null && !issues.entries.some((each) => each.note === key)) {
    const entry: Entry = {
      id: `issue::${key}`,
      kind: 'issue',
      title: `Open ${key}`,
      note: key,
      icon: 'arrow',
      run: () => openIssue(key, ''),
    };
    groups.unshift({ title: 'Issue key', entries: [entry] });
  } else if (key !== null) {
    groups.sort((a, b) => Number(b.title === 'Issues') - Number(a.title === 'Issues'));
  }
  return { typed, groups, issues };
}

interface LineProps {
  entry: Entry;
  id: string;
  active: boolean;
  onPick: () => void;
  onPoint: () => void;
}

function Line({ entry, id, active, onPick, onPoint }: LineProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={css.line}
      onMouseMove={onPoint}
      onClick={onPick}
    >
      <Icon name={entry.icon} />
      {entry.kind === 'issue' && entry.icon === 'issues' && (
        <code className={css.issueKey}>{entry.note}</code>
      )}
      <span className={css.title}>{entry.title}</span>
      {entry.kind !== 'issue' && <span className={css.note}>{entry.note}</span>}
      {entry.key && (
        <span className={css.keys} aria-hidden="true">
          {entry.key.split(' ').map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      )}
    </div>
  );
}

const kHints = [
  ['↑ ↓', 'move'],
  ['↵', 'open'],
  ['#', 'issues'],
  ['>', 'actions'],
] as const;

function Foot() {
  return (
    <div className={css.foot} aria-hidden="true">
      {kHints.map(([key, word]) => (
        <span key={key}>
          <kbd>{key}</kbd> {word}
        </span>
      ))}
    </div>
  );
}

function emptyWords(typed: Typed, pending: boolean, failed: boolean): string {
  if (pending) return 'Searching…';
  if (failed) return 'The server could not be asked. Pages and actions still work.';
  if (typed.mode === 'issue' && typed.text === '') return 'Type a key or words of a summary.';
  return 'Nothing found.';
}

function Body({ onClose, onSheet }: Omit<Props, 'opened'>) {
  const [raw, setRaw] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const listId = useId();
  const { typed, groups, issues } = usePaletteList(raw, onSheet);
  const flat = groups.flatMap((group) => group.entries);
  const current = flat.find((each) => each.id === active) ?? flat[0];
  const idOf = (entry: Entry) => `${listId}-${flat.indexOf(entry)}`;
  const pick = (entry: Entry) => {
    saveRecent({ id: entry.id, kind: entry.kind, title: entry.title, note: entry.note });
    onClose();
    // After the dialog has given the focus back, so that what opens next may take it.
    setTimeout(entry.run, 0);
  };
  const move = (to: number) => {
    const next = flat[(to + flat.length) % Math.max(1, flat.length)];
    if (!next) return;
    setActive(next.id);
    document.getElementById(idOf(next))?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent) => {
    const at = current ? flat.indexOf(current) : -1;
    const moves: Partial<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && current && !event.nativeEvent.isComposing) pick(current);
    else return;
    event.preventDefault();
  };
  const nothing = flat.length === 0;
  return (
    <div className={css.palette}>
      <div className={css.head}>
        <Icon name="search" size={18} />
        <input
          data-autofocus
          className={css.input}
          role="combobox"
          aria-label="Go to a page, issue, view or action"
          aria-expanded={!nothing}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current ? idOf(current) : undefined}
          placeholder="Go to a page, issue, view or action…"
          autoComplete="off"
          spellCheck={false}
          value={raw}
          onFocus={() => {
            // What was typed before the field was here stands in it now.
            const ahead = typedSoFar();
            setRaw((old) => old + ahead);
            stopKeeping();
          }}
          onKeyDown={onKey}
          onChange={(event) => {
            setRaw(event.currentTarget.value);
            setActive(null);
          }}
        />
        {issues.pending && <span className={css.busy} aria-hidden="true" />}
      </div>
      <div id={listId} role="listbox" aria-label="Results" className={css.list}>
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <p className={css.group} aria-hidden="true">
              {group.title}
              {group.title === 'Issues' && issues.total !== null && ` · ${issues.total}`}
            </p>
            {group.entries.map((entry) => (
              <Line
                key={entry.id}
                entry={entry}
                id={idOf(entry)}
                active={entry === current}
                onPoint={() => entry.id !== current?.id && setActive(entry.id)}
                onPick={() => pick(entry)}
              />
            ))}
          </div>
        ))}
      </div>
      {nothing && <p className={css.nothing}>{emptyWords(typed, issues.pending, issues.failed)}</p>}
      <Foot />
      <p className="sr" role="status">
        {nothing ? emptyWords(typed, issues.pending, issues.failed) : plural(flat.length, 'result')}
      </p>
    </div>
  );
}

/** Ctrl K: one field that leads to every page, issue, view, project and action. */
export default function Palette({ opened, onClose, onSheet }: Props) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={640}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.32} />
      <Modal.Content radius="lg" aria-label="Go to anything" className={css.content}>
        <Body {...{ onClose, onSheet }} />
      </Modal.Content>
    </Modal.Root>
  );
}
