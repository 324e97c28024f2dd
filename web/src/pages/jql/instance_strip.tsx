import type { Connection } from '../../api/client';
import type { JqlInstanceCount, JqlPage, JqlUndecidedClause } from '../../api/jql';
import { exact, plural } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import type { Span } from '../../jql/editor';
import { Icon } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import { Code } from './code';
import css from './jql.module.css';
import { opinionWords, type Opinion, type SecondOpinions } from './second_opinion';
import type { Explorer } from './use_explorer';

interface Props {
  explorer: Explorer;
  connections: readonly Connection[];
  page: JqlPage | undefined;
  opinions: SecondOpinions;
}

interface ChipProps {
  name: string;
  count: JqlInstanceCount | { matched: number } | undefined;
  on: boolean;
  onPress: () => void;
}

function InstanceChip({ name, count, on, onPress }: ChipProps) {
  const odd =
    count !== undefined &&
    'id' in count &&
    (count.problem !== undefined || (count.warnings?.length ?? 0) > 0);
  return (
    <button type="button" className={css.instance} aria-pressed={on} onClick={onPress}>
      <span className={css.instanceName}>{name}</span>
      {count && <span className={css.instanceCount}>{exact(count.matched)}</span>}
      {odd && (
        <span className={css.instanceOdd}>
          <Icon name="alert" size={13} />
          <span className="sr">with a remark</span>
        </span>
      )}
    </button>
  );
}

interface ClauseProps {
  clause: JqlUndecidedClause;
  onMark: (span: Span | null) => void;
}

/** A clause by its text; pointing at it lights it up in the editor. */
function ClauseButton({ clause, onMark }: ClauseProps) {
  const mark = () => onMark({ from: clause.from, to: clause.to });
  const leave = () => onMark(null);
  return (
    <button
      type="button"
      className={css.clause}
      onMouseEnter={mark}
      onMouseLeave={leave}
      onFocus={mark}
      onBlur={leave}
      onClick={mark}
    >
      <Code jql={clause.text} />
    </button>
  );
}

/** `12 issues could not be decided: comment ~ x, comment texts are not stored.` */
function UndecidedLine({ counts, onMark, several }: UndecidedProps) {
  const total = counts.reduce((sum, each) => sum + each.undecided, 0);
  if (total === 0) return null;
  return (
    <div className={css.remark} data-tone="warn">
      <Icon name="question" size={14} />
      <div>
        <p>
          <b>{plural(total, 'issue')} could not be decided</b> and {total === 1 ? 'is' : 'are'} not
          in the list.
        </p>
        <ul className={css.reasons}>
          {counts.flatMap((count) =>
            count.clauses.map((clause) => (
              <li key={`${count.id} ${clause.from} ${clause.why}`}>
                {several && <span className={css.reasonName}>{count.name}</span>}
                <ClauseButton clause={clause} onMark={onMark} />
                <span>
                  {clause.why}
                  <span className="muted"> · {plural(clause.issues, 'issue')}</span>
                </span>
              </li>
            )),
          )}
        </ul>
      </div>
    </div>
  );
}

interface UndecidedProps {
  counts: readonly JqlInstanceCount[];
  onMark: (span: Span | null) => void;
  several: boolean;
}

function Remark({ count, several }: { count: JqlInstanceCount; several: boolean }) {
  const words = [
    ...(count.problem ? [count.problem.message] : []),
    ...(count.warnings ?? []).map((warning) => warning.message),
  ];
  if (words.length === 0) return null;
  return (
    <div className={css.remark} data-tone={count.problem ? 'warn' : undefined}>
      <Icon name="alert" size={14} />
      <p>
        {several && (
          <b>
            {count.name} {exact(count.matched)}:{' '}
          </b>
        )}
        {words.join(' ')}
      </p>
    </div>
  );
}

function OpinionLine({ name, opinion }: { name: string; opinion: Opinion }) {
  if (opinion.error) return <ErrorNote error={opinion.error} />;
  const words = opinionWords(opinion.answer);
  return (
    <div className={css.remark} data-tone={words.same ? 'ok' : 'warn'}>
      <Icon name={words.same ? 'check' : 'compare'} size={14} />
      <p>
        <b>{name}:</b> {words.text}
      </p>
    </div>
  );
}

/** Which instances are asked, what each answers, and what it cannot say. */
export function InstanceStrip({ explorer, connections, page, opinions }: Props) {
  const { state, change, setMarked } = explorer;
  const asked = connections.filter(
    (each) => state.instances.length === 0 || state.instances.includes(each.id),
  );
  const counts = page?.instances ?? [];
  const countOf = (id: string) => counts.find((each) => each.id === id);
  const several = connections.length > 1;
  const choose = (id: string) => {
    const next = toggle(state.instances, id);
    change({ instances: next.length === connections.length ? [] : next });
  };
  if (!several && state.jql === null) return null;
  return (
    <div className={css.instances}>
      {several && (
        <div className={css.instanceRow} role="group" aria-label="Instances">
          <InstanceChip
            name="All instances"
            count={state.instances.length === 0 && page ? { matched: page.total } : undefined}
            on={state.instances.length === 0}
            onPress={() => change({ instances: [] })}
          />
          {connections.map((each) => (
            <InstanceChip
              key={each.id}
              name={each.name}
              count={countOf(each.id)}
              on={state.instances.includes(each.id)}
              onPress={() => choose(each.id)}
            />
          ))}
        </div>
      )}
      {counts.map((count) => (
        <Remark key={count.id} count={count} several={several} />
      ))}
      <UndecidedLine counts={counts} onMark={setMarked} several={several} />
      <div role="status" className={css.opinions}>
        {asked.map((each) => {
          const opinion = opinions.found.get(each.id);
          return opinion && <OpinionLine key={each.id} name={each.name} opinion={opinion} />;
        })}
      </div>
    </div>
  );
}
