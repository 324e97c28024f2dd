import { useId, type ReactNode } from 'react';
import {
  useFilterCheck,
  type FilterReport,
  type FilterSample,
  type JiraSource,
} from '../../api/connect';
import { JqlEditor } from '../../jql/editor';
import { useCompleter, usePlainCompleter, useVerdict } from '../../jql/use_check';
import { VerdictLine, type VerdictTone } from '../../jql/verdict';
import { useIdle } from '../../lib/use_idle';
import type { IconName } from '../../ui/icon';
import { applySuggestion, decideFilter, filterWords, type FilterState } from './filter_state';
import css from './filter.module.css';
import { decideHere, hereWords, type HereState } from './here_state';

interface Props {
  source: JiraSource;
  jql: string;
  onChange: (jql: string) => void;
  /** Chosen projects; empty: all. */
  projectKeys: string[];
  label?: string;
  /** Said when one tries to go on with a filter that is wrong. */
  error?: string | undefined;
}

const kIdleMs = 400;

const jiraTone: Record<FilterState['kind'], VerdictTone> = {
  none: 'idle',
  checking: 'idle',
  valid: 'ok',
  empty: 'warn',
  wrong: 'error',
  unchecked: 'warn',
};

const hereTone: Record<HereState['kind'], VerdictTone> = {
  none: 'idle',
  checking: 'idle',
  unknown: 'idle',
  unready: 'ok',
  decided: 'ok',
  undecided: 'warn',
  wrong: 'warn',
};

const idleIcon = (kind: string): IconName => (kind === 'none' ? 'filter' : 'clock');

function Samples({ samples }: { samples: readonly FilterSample[] }) {
  if (samples.length === 0) return null;
  return (
    <div className={css.samples}>
      <p className={css.samplesTitle}>For example</p>
      <ul>
        {samples.map((sample) => (
          <li key={sample.id}>
            <code>{sample.key}</code>
            <span className={css.summary}>{sample.summary}</span>
            <span className={css.status}>{sample.status}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Side({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={css.side}>
      <p className={css.sideTitle}>{title}</p>
      {children}
    </div>
  );
}

function JiraSide({ state, onUse }: { state: FilterState; onUse: (() => void) | null }) {
  const tone = jiraTone[state.kind];
  return (
    <VerdictLine tone={tone} {...(tone === 'idle' && { icon: idleIcon(state.kind) })}>
      <span role="status" className={tone === 'error' ? css.wrong : undefined}>
        {filterWords(state)}
      </span>
      {state.kind === 'wrong' && state.suggestion && onUse && (
        <button type="button" className={css.suggestion} onClick={onUse}>
          Use “{state.suggestion}”
        </button>
      )}
    </VerdictLine>
  );
}

interface HereProps {
  state: HereState;
  jql: string;
  refused: boolean;
}

function HereSide({ state, jql, refused }: HereProps) {
  const tone = refused && state.kind === 'wrong' ? 'error' : hereTone[state.kind];
  const notices = state.kind === 'undecided' ? state.notices : [];
  return (
    <>
      <VerdictLine tone={tone} {...(tone === 'idle' && { icon: idleIcon(state.kind) })}>
        <span role="status">{hereWords(state, refused)}</span>
      </VerdictLine>
      {notices.length > 0 && (
        <ul className={css.reasons}>
          {notices.map((notice) => (
            <li key={`${notice.from} ${notice.message}`}>
              <code>{jql.slice(notice.from, notice.to)}</code> {notice.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Notes({ report, state }: { report: FilterReport | undefined; state: FilterState }) {
  const notes =
    state.kind === 'valid' || state.kind === 'empty' || state.kind === 'wrong'
      ? (report?.notes ?? [])
      : [];
  if (notes.length === 0) return null;
  return (
    <ul className={css.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

/** The filter as Jira reads it and as it is read here, once the typing rests. */
function useFilter({ source, jql, projectKeys }: Props) {
  const [settled, flush] = useIdle(jql.trim(), kIdleMs);
  const check = useFilterCheck(source, settled, projectKeys);
  const connection = source.request.connection;
  const scope = { instances: connection ? [connection] : [], purpose: 'filter' } as const;
  const verdict = useVerdict(jql, scope, connection !== undefined);
  const byServer = useCompleter(scope);
  const plain = usePlainCompleter();
  const rested = jql.trim() === settled.trim();
  const state = decideFilter({ jql, settled, report: check.data, error: check.error });
  const here = decideHere({
    jql,
    here: rested && !check.isPlaceholderData ? check.data?.here : undefined,
    check: verdict.check,
    pending: !rested || check.isFetching || (connection !== undefined && !verdict.settled),
  });
  const complete = connection ? byServer : plain;
  return { check, state, here, complete, flush };
}

/** JQL that admits issues, checked by Jira and by this program side by side. */
export function FilterField(props: Props) {
  const { jql, onChange, label = 'Filter (JQL)', error } = props;
  const id = useId();
  const { check, state, here, complete, flush } = useFilter(props);
  const wrong = state.kind === 'wrong' ? state : null;
  const span = wrong?.span ?? null;
  const use = span && wrong ? () => onChange(applySuggestion(jql, span, wrong.suggestion)) : null;
  return (
    <div className={css.field}>
      <p className={css.label} id={id}>
        {label}
      </p>
      <JqlEditor
        labelledBy={id}
        describedBy={`${id}-state ${id}-help`}
        name="filter"
        value={jql}
        onChange={onChange}
        onBlur={flush}
        placeholder="type in (Story, Bug) AND labels != internal"
        wrong={span}
        complete={complete}
      />
      <div id={`${id}-state`}>
        <div className={css.sides}>
          <Side title="Checked by Jira">
            <JiraSide state={state} onUse={use} />
          </Side>
          <Side title="Checked here">
            <HereSide state={here} jql={jql} refused={state.kind === 'wrong'} />
          </Side>
        </div>
        {error && (
          <p className={css.error} role="alert">
            {error}
          </p>
        )}
      </div>
      <Notes report={check.data} state={state} />
      {state.kind === 'valid' && <Samples samples={check.data?.samples ?? []} />}
      <p className={css.help} id={`${id}-help`}>
        The filter admits issues: one that matched once is followed from then on, also when it no
        longer matches, so that its history stays whole.
      </p>
    </div>
  );
}
