import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { kMostKeys, useKeyCheck, type KeyVerdict, type ProjectSource } from '../../api/connect';
import { plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import { inLots, parseKeys } from './keys';
import css from './picker.module.css';

interface Props {
  source: ProjectSource;
  chosen: string[];
  onChange: (keys: string[]) => void;
}

function Verdict({ verdict }: { verdict: KeyVerdict }) {
  return (
    <li className={css.verdict} data-good={verdict.visible || undefined}>
      <span className={css.mark}>
        <Icon name={verdict.visible ? 'check' : 'cross'} size={11} />
      </span>
      <code>{verdict.key}</code>
      <span>
        {verdict.visible ? (verdict.project?.name ?? 'Visible') : verdict.reason}
        <span className="sr">{verdict.visible ? ' (added)' : ' (not added)'}</span>
      </span>
    </li>
  );
}

/** `7 added; 2 are unknown and were left out.` */
export function verdictWords(verdicts: readonly KeyVerdict[]): string {
  const added = verdicts.filter((verdict) => verdict.visible).length;
  const unknown = verdicts.length - added;
  if (verdicts.length === 0) return '';
  if (unknown === 0) return `${plural(added, 'project')} added.`;
  const left =
    unknown === 1
      ? '1 is not visible and was left out'
      : `${unknown} are not visible and were left out`;
  return `${plural(added, 'project')} added; ${left}.`;
}

/** Keys typed with commas between them, checked one by one; the visible ones are added. */
export function TypedKeys({ source, chosen, onChange }: Props) {
  const [text, setText] = useState('');
  const [verdicts, setVerdicts] = useState<KeyVerdict[]>([]);
  const check = useKeyCheck(source);
  const { keys, wrong } = parseKeys(text);
  const add = async () => {
    if (keys.length === 0 || check.isPending) return;
    try {
      const lots = inLots(keys, kMostKeys);
      const found: KeyVerdict[] = [];
      for (const lot of lots) found.push(...(await check.mutateAsync(lot)));
      setVerdicts(found);
      const visible = found.filter((verdict) => verdict.visible).map((verdict) => verdict.key);
      onChange([...new Set([...chosen, ...visible])]);
      setText(wrong.join(', '));
    } catch {
      // Said below the field.
    }
  };
  const bad = verdicts.filter((verdict) => !verdict.visible);
  const shown = [...bad, ...verdicts.filter((verdict) => verdict.visible)].slice(0, 12);
  return (
    <div>
      <div className={css.typed}>
        <TextInput
          label="Or type keys, separated by commas"
          placeholder="PAY, OPS, WEB"
          spellCheck={false}
          autoCapitalize="characters"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void add();
          }}
          error={wrong.length > 0 && `Not a project key: ${wrong.join(', ')}`}
        />
        <Button variant="default" loading={check.isPending} onClick={() => void add()}>
          {keys.length > 1 ? `Check and add ${keys.length}` : 'Check and add'}
        </Button>
      </div>
      {check.error && <ErrorNote error={check.error} />}
      <p className={css.verdictWords} role="status">
        {verdictWords(verdicts)}
      </p>
      {verdicts.length > 0 && (
        <ul className={css.verdicts} aria-label="Checked keys">
          {shown.map((verdict) => (
            <Verdict key={verdict.key} verdict={verdict} />
          ))}
        </ul>
      )}
    </div>
  );
}
