import { useId } from 'react';
import {
  useFilterCheck,
  type FilterReport,
  type FilterSample,
  type JiraSource,
} from '../../api/connect';
import { useIdle } from '../../lib/use_idle';
import { Icon, type IconName } from '../../ui/icon';
import {
  applySuggestion,
  decideFilter,
  filterWords,
  type FilterState,
  type Span,
} from './filter_state';
import css from './filter.module.css';

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

const stateIcon: Record<FilterState['kind'], IconName> = {
  none: 'filter',
  checking: 'clock',
  valid: 'check',
  empty: 'alert',
  wrong: 'cross',
  unchecked: 'alert',
};

/** The same text below the field's own, with the wrong part underlined. */
function Mirror({ jql, span }: { jql: string; span: Span | null }) {
  // The space gives an empty last line its height.
  if (!span) return <div className={css.mirror} aria-hidden="true">{`${jql} `}</div>;
  return (
    <div className={css.mirror} aria-hidden="true">
      {jql.slice(0, span.from)}
      <mark>{jql.slice(span.from, span.to) || ' '}</mark>
      {`${jql.slice(span.to)} `}
    </div>
  );
}

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

function StateLine({ state, onUse }: { state: FilterState; onUse: (() => void) | null }) {
  return (
    <div className={css.state} data-kind={state.kind}>
      <span className={css.stateIcon}>
        <Icon name={stateIcon[state.kind]} size={13} />
      </span>
      <div className={css.said}>
        <span role="status">{filterWords(state)}</span>
        {state.kind === 'wrong' && state.suggestion && onUse && (
          <button type="button" className={css.suggestion} onClick={onUse}>
            Use “{state.suggestion}”
          </button>
        )}
      </div>
    </div>
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

/** JQL that admits issues, checked by Jira itself once the typing rests. */
export function FilterField(props: Props) {
  const { source, jql, onChange, projectKeys, label = 'Filter (JQL)', error } = props;
  const id = useId();
  const [settled, flush] = useIdle(jql.trim(), kIdleMs);
  const check = useFilterCheck(source, settled, projectKeys);
  const state = decideFilter({ jql, settled, report: check.data, error: check.error });
  const wrong = state.kind === 'wrong' ? state : null;
  const span = wrong?.span ?? null;
  const use = span && wrong ? () => onChange(applySuggestion(jql, span, wrong.suggestion)) : null;
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div className={css.editor} data-wrong={wrong !== null || undefined}>
        <Mirror jql={jql} span={span} />
        <textarea
          id={id}
          name="filter"
          className={css.text}
          rows={1}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
          placeholder="type in (Story, Bug) AND labels != internal"
          value={jql}
          aria-invalid={wrong !== null || undefined}
          aria-describedby={`${id}-state ${id}-help`}
          onChange={(event) => onChange(event.target.value)}
          onBlur={flush}
        />
      </div>
      <div id={`${id}-state`}>
        <StateLine state={state} onUse={use} />
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
