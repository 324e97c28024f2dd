import { Button } from '@mantine/core';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useLanguage } from '../../api/jql';
import { useMappingPreview, type Mapping, type MappingPreview } from '../../api/mapping';
import { JqlEditor } from '../../jql/editor';
import { useCompleter, useVerdict } from '../../jql/use_check';
import { ProblemLine, VerdictLine } from '../../jql/verdict';
import { exact, plural } from '../../lib/format';
import { useIdle } from '../../lib/use_idle';
import { categorySwatch } from '../../ui/category_chip';
import { Icon } from '../../ui/icon';
import { NativeSelect } from '../../ui/native_select';
import { SettingBody, SettingCard } from '../../ui/setting';
import { bodyOf, withRules } from './edits';
import {
  addRule,
  changeRule,
  moveRule,
  removeRule,
  ruleRows,
  rulesOf,
  sameRules,
  type QueryRule,
} from './query_edits';
import css from './type_queries.module.css';
import type { Editor } from './use_editor';
import { categoryWords, kCategories, type Category } from './words';

type Counted = MappingPreview['type_queries'][number];

interface RowProps {
  rule: QueryRule;
  place: number;
  last: number;
  connection: string;
  /** What it decides, as far as it was counted. */
  counted: Counted | undefined;
  onChange: (part: Partial<QueryRule>) => void;
  onMove: (step: 1 | -1) => void;
  onRemove: () => void;
}

const kOptions = kCategories.map((value) => ({ value, label: categoryWords[value] }));

function CountLine({ counted, empty }: { counted: Counted | undefined; empty: boolean }) {
  if (empty)
    return (
      <VerdictLine tone="idle">
        <span>Say which issues are meant.</span>
      </VerdictLine>
    );
  if (!counted)
    return (
      <VerdictLine tone="idle">
        <span>Valid</span>
      </VerdictLine>
    );
  if (counted.problem !== '') {
    return (
      <VerdictLine tone="error">
        <span>{counted.problem}</span>
      </VerdictLine>
    );
  }
  const { undecided } = counted;
  return (
    <VerdictLine tone={undecided > 0 ? 'warn' : 'ok'}>
      <span>
        Decides {plural(counted.issues, 'issue')}
        {undecided > 0 && ` · cannot say of ${exact(undecided)}: the next rules decide them`}
      </span>
    </VerdictLine>
  );
}

/** Moved with the arrow keys, or by the two buttons. */
function Mover({ place, last, onMove }: Pick<RowProps, 'place' | 'last' | 'onMove'>) {
  const name = `rule ${place + 1}`;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <span className={css.mover} onKeyDown={onKey}>
      <button
        type="button"
        aria-label={`Move ${name} up`}
        aria-disabled={place === 0}
        onClick={() => onMove(-1)}
      >
        <Icon name="up" size={14} />
      </button>
      <button
        type="button"
        aria-label={`Move ${name} down`}
        aria-disabled={place === last}
        onClick={() => onMove(1)}
      >
        <Icon name="down" size={14} />
      </button>
    </span>
  );
}

function RuleRow(props: RowProps) {
  const { rule, place, connection, counted, onChange, onRemove } = props;
  const id = useId();
  const scope = { instances: [connection], purpose: 'mapping' } as const;
  const verdict = useVerdict(rule.query, scope);
  const complete = useCompleter(scope);
  const reserved = useLanguage().data?.reserved;
  return (
    <li className={css.rule}>
      <span className={css.place} aria-hidden="true">
        {place + 1}
      </span>
      <div className={css.query}>
        <span id={id} className="sr">
          Query of rule {place + 1}
        </span>
        <JqlEditor
          labelledBy={id}
          describedBy={`${id}-said`}
          name={`type_queries[${place}].query`}
          rows={1}
          value={rule.query}
          onChange={(query) => onChange({ query })}
          onBlur={verdict.flush}
          placeholder="labels = defect OR summary ~ regression"
          wrong={verdict.problem}
          complete={complete}
        />
        <div id={`${id}-said`} role="status">
          {verdict.problem ? (
            <ProblemLine
              text={rule.query}
              problem={verdict.problem}
              onFix={(query) => onChange({ query })}
              reserved={reserved}
            />
          ) : (
            <CountLine counted={counted} empty={rule.query.trim() === ''} />
          )}
        </div>
      </div>
      <div className={css.category}>
        <NativeSelect
          label={`Rule ${place + 1} counts as`}
          value={rule.category}
          options={kOptions}
          swatch={categorySwatch[rule.category]}
          onChange={(category) => onChange({ category: category as Category })}
        />
      </div>
      <div className={css.tools}>
        <Mover {...props} />
        <button
          type="button"
          className={css.remove}
          aria-label={`Remove rule ${place + 1}`}
          onClick={onRemove}
        >
          <Icon name="cross" size={13} />
        </button>
      </div>
    </li>
  );
}

const kIdleMs = 400;

/** What each rule decides: as saved, or as it would be with the changes. */
function useCounted(connection: string, mapping: Mapping, editor: Editor) {
  const [settled] = useIdle(editor.edits, kIdleMs);
  const changed = settled.queries !== undefined;
  const preview = useMappingPreview(connection, mapping.version, changed ? bodyOf(settled) : null);
  const rows: readonly Counted[] = changed
    ? (preview.data?.type_queries ?? [])
    : mapping.type_queries;
  return (rule: QueryRule) =>
    rows.find((row) => row.query === rule.query.trim() && row.category === rule.category);
}

interface Props {
  mapping: Mapping;
  editor: Editor;
  connection: string;
}

/** Rules by query: the first that matches an issue says what it counts as, before its type. */
export function TypeQueries({ mapping, editor, connection }: Props) {
  const rules = editor.edits.queries ?? rulesOf(mapping);
  const counted = useCounted(connection, mapping, editor);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const set = (next: QueryRule[]) => {
    const idle = sameRules(next, mapping.type_queries) && ruleRows(next).length === next.length;
    editor.edit(withRules(editor.edits, idle ? null : next));
  };
  const move = (rule: QueryRule, step: 1 | -1) => {
    const next = moveRule(rules, rule.id, step);
    const at = next.findIndex((each) => each.id === rule.id) + 1;
    setSaid(`The rule is at place ${at} of ${next.length}`);
    set(next);
  };
  const remove = (rule: QueryRule) => {
    set(removeRule(rules, rule.id));
    setSaid('The rule is removed');
    list.current?.focus();
  };
  return (
    <SettingCard
      title="Rules by query"
      lead="The first rule that matches an issue says what it counts as. What no rule matches goes by its type, below."
      side={
        <Button
          variant="default"
          size="compact-md"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => set(addRule(rules))}
        >
          Add a rule
        </Button>
      }
    >
      <SettingBody>
        {rules.length === 0 && (
          <p className={css.none}>
            No rule yet. A rule helps where the type alone does not tell, such as{' '}
            <code>type = Task AND labels = defect</code> for a bug.
          </p>
        )}
        <ol ref={list} className={css.rules} tabIndex={-1} aria-label="Rules, first match wins">
          {rules.map((rule, place) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              place={place}
              last={rules.length - 1}
              connection={connection}
              counted={counted(rule)}
              onChange={(part) => set(changeRule(rules, rule.id, part))}
              onMove={(step) => move(rule, step)}
              onRemove={() => remove(rule)}
            />
          ))}
        </ol>
        <p className="sr" aria-live="polite">
          {said}
        </p>
      </SettingBody>
    </SettingCard>
  );
}
