import { Button, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { useLanguage, type JqlCheck, type JqlProblem } from '../../api/jql';
import { JqlEditor, type EditorControl } from '../../jql/editor';
import { problemIn, useCompleter, useVerdict } from '../../jql/use_check';
import { ProblemLine, VerdictLine } from '../../jql/verdict';
import { ViewMenu } from '../../scope/view_menu';
import { useShortcuts } from '../../shell/shortcuts';
import { Icon } from '../../ui/icon';
import { Code } from './code';
import css from './jql.module.css';
import type { Explorer } from './use_explorer';

const kExample = 'project = PAY AND status WAS "In Review" ORDER BY updated DESC';
const kMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const kMostRecent = 8;

function RecentMenu({ explorer }: { explorer: Explorer }) {
  const { recent, run } = explorer;
  if (recent.length === 0) return null;
  return (
    <Menu position="bottom-end" width={460}>
      <Menu.Target>
        <button type="button" className={css.tool}>
          <Icon name="clock" size={14} />
          Recent
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {recent.slice(0, kMostRecent).map((each) => (
          <Menu.Item key={each.jql} onClick={() => run(each.jql)}>
            <Code jql={each.jql} className={css.recentItem} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const kTimeWords = {
  none: '',
  day: 'Its answer changes with the day.',
  minute: 'Its answer changes with the minute.',
} as const;

/** What only some instances say; all of them saying it is a problem of the query. */
function partial(check: JqlCheck): string[] {
  return check.instances.flatMap((each) => {
    const first = each.problem?.message ?? each.warnings[0]?.message;
    return first === undefined ? [] : [`${each.name}: ${first}`];
  });
}

function ValidLine({ check, ran }: { check: JqlCheck; ran: boolean }) {
  const some = partial(check);
  const notes = check.notes.map((note) => note.message);
  const words = [...notes, kTimeWords[check.time]].filter(Boolean).join(' ');
  // Once it was run, the answer below says what each instance makes of it.
  const warned = !ran && some.length > 0;
  return (
    <VerdictLine tone={warned ? 'warn' : 'ok'}>
      <span>
        {warned ? some.slice(0, 2).join(' · ') : 'Valid'}
        {words && <span className="muted"> · {words}</span>}
      </span>
    </VerdictLine>
  );
}

/** What is missing at the end while one still types there is no fault yet. */
function isOpen(draft: string, problem: JqlProblem, typing: boolean): boolean {
  return typing && problem.kind === 'parse' && problem.from >= draft.trimEnd().length;
}

interface VerdictProps {
  explorer: Explorer;
  verdict: ReturnType<typeof useVerdict>;
  problem: JqlProblem | null;
  typing: boolean;
}

function Verdict({ explorer, verdict, problem, typing }: VerdictProps) {
  const { draft, setDraft, state } = explorer;
  const language = useLanguage().data;
  if (problem && isOpen(draft, problem, typing)) {
    return (
      <VerdictLine tone="idle" icon="pencil">
        <span>{problem.message}</span>
      </VerdictLine>
    );
  }
  if (problem) {
    return (
      <ProblemLine text={draft} problem={problem} onFix={setDraft} reserved={language?.reserved} />
    );
  }
  if (draft.trim() === '') {
    return (
      <VerdictLine tone="idle" icon="spark">
        <span>Begin with a field, or choose an example. Empty means every issue.</span>
      </VerdictLine>
    );
  }
  if (verdict.check) return <ValidLine check={verdict.check} ran={draft === state.jql} />;
  return (
    <VerdictLine tone="idle">
      <span>
        {verdict.error ? 'It cannot be checked now; it can be run all the same.' : 'Checking…'}
      </span>
    </VerdictLine>
  );
}

interface Props {
  explorer: Explorer;
  /** What the server said of the query that was run. */
  refused: JqlProblem | null;
  busy: boolean;
}

/** The editor with what is wrong below it, views, recent queries and Run. */
export function QueryCard({ explorer, refused, busy }: Props) {
  const { draft, setDraft, state, run, marked } = explorer;
  const scope = { instances: state.instances, purpose: 'search' } as const;
  const verdict = useVerdict(draft, scope);
  const complete = useCompleter(scope);
  const editor = useRef<EditorControl>(null);
  const send = () => {
    setTyping(false);
    run(draft);
  };
  useShortcuts([
    { keys: '/', words: 'Write a query', group: 'This page', run: () => editor.current?.focus() },
  ]);
  const [typing, setTyping] = useState(false);
  const problem =
    verdict.problem ?? (draft === state.jql ? (refused ?? problemIn(verdict.check)) : null);
  const wrong = problem && !isOpen(draft, problem, typing) ? problem : null;
  return (
    <section className={css.query} aria-labelledby="jql-label">
      <div className={css.queryTop}>
        <h2 id="jql-label">Query</h2>
        <ViewMenu page="jql" />
        <span className={css.spring} />
        <RecentMenu explorer={explorer} />
        {state.jql !== null && (
          <button
            type="button"
            className={css.tool}
            onClick={() => explorer.change({ jql: null, why: null, summing: null, saved: null })}
          >
            <Icon name="undo" size={14} />
            Start over
          </button>
        )}
      </div>
      <JqlEditor
        ref={editor}
        labelledBy="jql-label"
        describedBy="jql-verdict"
        name="jql"
        value={draft}
        onChange={(text) => {
          setTyping(true);
          setDraft(text);
        }}
        onBlur={() => setTyping(false)}
        onRun={send}
        placeholder={kExample}
        wrong={wrong}
        marked={marked}
        complete={complete}
      />
      <div className={css.queryFoot}>
        <div id="jql-verdict" role="status" className={css.verdict}>
          <Verdict {...{ explorer, verdict, problem, typing }} />
        </div>
        <Button
          loading={busy}
          onClick={send}
          rightSection={<kbd className={css.runKey}>{kMac ? '⌘ ↵' : 'Ctrl ↵'}</kbd>}
          aria-keyshortcuts={kMac ? 'Meta+Enter' : 'Control+Enter'}
        >
          Run
        </Button>
      </div>
    </section>
  );
}
