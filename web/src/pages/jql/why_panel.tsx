import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useExplain, type JqlClause, type JqlExplanation } from '../../api/jql';
import { ApiProblem } from '../../api/problem';
import type { Span } from '../../jql/editor';
import { ProblemLine } from '../../jql/verdict';
import { Icon, type IconName } from '../../ui/icon';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { Code } from './code';
import { answerWords, explained, explainSentence, joinWords, type Answer } from './explain_tree';
import { keyIn, type Why } from './jql_state';
import css from './why.module.css';

const kSigns: Record<Answer, IconName> = { matches: 'check', no: 'cross', undecided: 'question' };

type OnMark = (span: Span | null) => void;

function Sign({ answer }: { answer: Answer }) {
  return (
    <span className={css.sign} data-answer={answer}>
      <Icon name={kSigns[answer]} size={12} />
      <span className="sr">{answerWords[answer]}: </span>
    </span>
  );
}

/** One condition: what was asked, what the issue holds, whether it decides. */
function Test({ node, onMark }: { node: JqlClause; onMark: OnMark }) {
  const mark = () => onMark({ from: node.from, to: node.to });
  const leave = () => onMark(null);
  return (
    <div className={css.test} data-decides={node.decides || undefined}>
      <Sign answer={node.answer} />
      <div className={css.testWords}>
        <button
          type="button"
          className={css.clause}
          onMouseEnter={mark}
          onMouseLeave={leave}
          onFocus={mark}
          onBlur={leave}
          onClick={mark}
        >
          <Code jql={node.text} />
        </button>
        {node.seen !== undefined && node.seen !== '' && (
          <p className={css.seen}>
            <span className="muted">Here:</span> {node.seen}
          </p>
        )}
        {node.why && <p className={css.seen}>{node.why}</p>}
        {node.decides && <p className={css.decides}>Decides</p>}
      </div>
    </div>
  );
}

function Node({ node, onMark }: { node: JqlClause; onMark: OnMark }) {
  if (node.kind === 'test') return <Test node={node} onMark={onMark} />;
  if (node.kind === 'all') {
    return (
      <div className={css.test}>
        <Sign answer="matches" />
        <p>The query has no condition: every issue matches.</p>
      </div>
    );
  }
  return (
    <div className={css.group} data-decides={node.decides || undefined}>
      <p className={css.join}>
        <Sign answer={node.answer} />
        {joinWords(node)}
      </p>
      <ul>
        {node.children.map((child, i) => (
          <li key={i}>
            <Node node={child} onMark={onMark} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function AnswerBlock({
  found,
  jql,
  onMark,
}: {
  found: JqlExplanation;
  jql: string;
  onMark: OnMark;
}) {
  const result = explained(found);
  const { issue } = found;
  return (
    <>
      <p className={css.issue}>
        <Link to="/issues/$key" params={{ key: issue.key }} search={{ connection: issue.instance }}>
          {issue.key}
        </Link>
        <span>{issue.summary}</span>
      </p>
      {found.problem && <ProblemLine text={jql} problem={found.problem} />}
      {result && (
        <>
          <p className={css.sentence} data-answer={result.answer} role="status">
            {explainSentence(result.answer, result.tree)}
          </p>
          {found.warnings.map((warning) => (
            <p key={warning.message} className={css.warning}>
              {warning.message}
            </p>
          ))}
          <Node node={result.tree} onMark={onMark} />
        </>
      )}
    </>
  );
}

/** Several instances have an issue with this key. */
function WhichInstance({
  error,
  why,
  onWhy,
}: {
  error: ApiProblem;
  why: Why;
  onWhy: (why: Why) => void;
}) {
  return (
    <StatePanel compact icon="plug" title={`Several instances have ${why.key}`}>
      <p>Which one is meant?</p>
      <div className={css.which}>
        {error.problem.instances?.map((each) => (
          <Button
            key={each.id}
            variant="default"
            size="compact-md"
            onClick={() => onWhy({ key: why.key, instance: each.id })}
          >
            {each.name}
          </Button>
        ))}
      </div>
    </StatePanel>
  );
}

interface AnswerProps {
  jql: string;
  why: Why;
  onWhy: (why: Why) => void;
  onMark: OnMark;
}

function WhyAnswer({ jql, why, onWhy, onMark }: AnswerProps) {
  const answer = useExplain(jql, why.key, why.instance || undefined);
  const { error } = answer;
  if (answer.data) return <AnswerBlock found={answer.data} jql={jql} onMark={onMark} />;
  if (error instanceof ApiProblem && error.status === 409) {
    return <WhichInstance {...{ error, why, onWhy }} />;
  }
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <StatePanel compact icon="search" title={`${why.key} is not here`}>
        <p>{error.problem.detail}</p>
        <p>{error.problem.remedy}</p>
      </StatePanel>
    );
  }
  if (error) return <ErrorPanel error={error} onRetry={() => void answer.refetch()} />;
  return <Loading what="the explanation" height={160} />;
}

interface Props {
  jql: string;
  why: Why | null;
  onWhy: (why: Why) => void;
  onMark: OnMark;
  onClose: () => void;
}

function KeyForm({ why, onWhy }: Pick<Props, 'why' | 'onWhy'>) {
  const [text, setText] = useState(why?.key ?? '');
  const [problem, setProblem] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Opened without an issue: the first thing to do is to name one.
    if (!why) field.current?.focus();
  }, [why]);
  const ask = () => {
    const key = keyIn(text);
    setProblem(key === null ? 'Type a key such as OPS-4, or paste the address of an issue.' : '');
    if (key !== null) onWhy({ key, instance: '' });
  };
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextInput
        ref={field}
        label="Issue"
        placeholder="OPS-4"
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        Explain
      </Button>
    </form>
  );
}

/** Beside the list, so that the clause it speaks of can be seen in the editor. */
export function WhyPanel({ jql, why, onWhy, onMark, onClose }: Props) {
  const panel = useRef<HTMLElement>(null);
  const key = why ? `${why.key}@${why.instance}` : '';
  useEffect(() => {
    if (key !== '') panel.current?.focus({ preventScroll: true });
  }, [key]);
  useEffect(() => () => onMark(null), [onMark]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <aside
      ref={panel}
      className={css.panel}
      aria-labelledby="why-title"
      tabIndex={-1}
      onKeyDown={onKey}
    >
      <div className={css.head}>
        <h2 id="why-title">Why is it here, or not?</h2>
        <button type="button" className={css.close} aria-label="Close" onClick={onClose}>
          <Icon name="cross" size={14} />
        </button>
      </div>
      <KeyForm key={key} why={why} onWhy={onWhy} />
      {why ? (
        <WhyAnswer {...{ jql, why, onWhy, onMark }} />
      ) : (
        <p className={css.hint}>
          Name any issue, also one that is not in the list. Each condition is answered with what the
          issue holds.
        </p>
      )}
    </aside>
  );
}
