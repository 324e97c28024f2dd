import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { CopyButton } from '../../ui/copy_button';
import { Icon } from '../../ui/icon';
import {
  childrenOf,
  hintOf,
  isBranch,
  kLongText,
  leafWords,
  moreWords,
  opensAt,
  parseBody,
  prettyOf,
  sizeWords,
  type Branch,
  type Json,
} from './json_model';
import css from './json_tree.module.css';

/** How branches stand at first: by their depth, or all alike after a press. */
type Stance = 'usual' | 'open' | 'closed';

const kStep = 100;
/** All at once would be slow to draw, and nobody reads it. */
const kMostOpened = 2;

interface NodeProps {
  name: string | null;
  value: Json;
  depth: number;
  stance: Stance;
}

function Leaf({ value }: { value: Exclude<Json, Branch> }) {
  const [whole, setWhole] = useState(false);
  const kind = value === null ? 'null' : typeof value;
  const long = typeof value === 'string' && value.length > kLongText && !whole;
  return (
    <>
      <span className={css.leaf} data-kind={kind}>
        {leafWords(value, whole)}
      </span>
      {long && (
        <button type="button" className={css.more} onClick={() => setWhole(true)}>
          {moreWords(value)}
        </button>
      )}
    </>
  );
}

function Children({ value, depth, stance }: { value: Branch; depth: number; stance: Stance }) {
  const [shown, setShown] = useState(kStep);
  const all = childrenOf(value);
  return (
    <ul className={css.children}>
      {all.slice(0, shown).map(([name, child]) => (
        <Node key={name} name={name} value={child} depth={depth + 1} stance={stance} />
      ))}
      {all.length > shown && (
        <li>
          <button type="button" className={css.more} onClick={() => setShown(shown + kStep)}>
            Show {Math.min(kStep, all.length - shown)} more of {all.length - shown}
          </button>
        </li>
      )}
    </ul>
  );
}

function opensWith(value: Branch, depth: number, stance: Stance): boolean {
  if (stance === 'closed') return false;
  return stance === 'open' ? depth <= kMostOpened : opensAt(value, depth);
}

function BranchNode({ name, value, depth, stance }: NodeProps & { value: Branch }) {
  const [open, setOpen] = useState(() => opensWith(value, depth, stance));
  const empty = childrenOf(value).length === 0;
  const label: ReactNode =
    name === null ? 'The whole body' : <span className={css.name}>{name}</span>;
  if (empty) {
    return (
      <li className={css.row}>
        {label} <span className={css.size}>{Array.isArray(value) ? '[ ]' : '{ }'}</span>
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        className={css.branch}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="expand" size={11} />
        {label}
        <span className={css.size}>{sizeWords(value)}</span>
        {!open && hintOf(value) && <span className={css.hint}>{hintOf(value)}</span>}
      </button>
      {open && <Children {...{ value, depth, stance }} />}
    </li>
  );
}

function Node(props: NodeProps) {
  const { name, value } = props;
  if (isBranch(value)) return <BranchNode {...props} value={value} />;
  return (
    <li className={css.row}>
      {name !== null && <span className={css.name}>{name}</span>} <Leaf value={value} />
    </li>
  );
}

/** A body as a tree of what can be folded; a body that is no JSON as it is. */
export default function JsonTree({ text }: { text: string }) {
  const [turn, setTurn] = useState<{ stance: Stance; n: number }>({ stance: 'usual', n: 0 });
  const parsed = parseBody(text);
  const all = (stance: Stance) => setTurn({ stance, n: turn.n + 1 });
  return (
    <div className={css.box}>
      <div className={css.tools}>
        {parsed && (
          <>
            <Button variant="subtle" size="compact-sm" onClick={() => all('open')}>
              Unfold
            </Button>
            <Button variant="subtle" size="compact-sm" onClick={() => all('closed')}>
              Fold
            </Button>
          </>
        )}
        <CopyButton text={prettyOf(text)} what="The body" />
      </div>
      {parsed ? (
        <ul key={turn.n} className={css.tree}>
          <Node name={null} value={parsed.value} depth={0} stance={turn.stance} />
        </ul>
      ) : (
        <pre className={css.plain} tabIndex={0}>
          {text}
        </pre>
      )}
    </div>
  );
}
