import { Dialog } from '../ui/side_panel';
import { Switch } from '../ui/switch';
import css from './key_sheet.module.css';
import {
  kShortcutGroups,
  setSingleKeys,
  shortcutsNow,
  useSingleKeys,
  type Shortcut,
} from './shortcuts';

interface Line {
  keys: string;
  words: string;
}

const kFixed: Record<string, Line[]> = {
  Everywhere: [{ keys: 'Ctrl K', words: 'Go to anything' }],
  'Go to': [],
  'This page': [],
  Charts: [
    { keys: '← →', words: 'From mark to mark' },
    { keys: 'Enter', words: 'Open what lies behind a mark' },
  ],
  Lists: [
    { keys: 'Enter', words: 'Open' },
    { keys: 'Esc', words: 'Close' },
  ],
};

function wordsOf(each: Shortcut): Line {
  return { keys: each.keys === '1' ? '1 – 9' : each.keys, words: each.words };
}

function Keys({ keys }: { keys: string }) {
  return (
    <dt className={css.keys}>
      {keys.split(' ').map((key, i) =>
        key === '–' ? (
          <span key={i}>–</span>
        ) : (
          <kbd key={i} className={css.key}>
            {key}
          </kbd>
        ),
      )}
    </dt>
  );
}

function Group({ title, lines }: { title: string; lines: Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3 className={css.title}>{title}</h3>
      <dl className={css.lines}>
        {lines.map((line) => (
          <div key={line.keys} className={css.line}>
            <Keys keys={line.keys} />
            <dd>{line.words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Sheet() {
  const on = useSingleKeys();
  const now = [...shortcutsNow().values()].filter((each) => !each.quiet);
  return (
    <div className={css.sheet}>
      <div className={css.groups} data-off={on ? undefined : true}>
        {kShortcutGroups.map((group) => (
          <Group
            key={group}
            title={group}
            lines={[
              ...(kFixed[group] ?? []),
              ...now.filter((each) => each.group === group).map(wordsOf),
            ]}
          />
        ))}
      </div>
      <div className={css.foot}>
        <div>
          <label htmlFor="single-keys" className={css.footName}>
            Single keys
          </label>
          <p id="single-keys-hint" className="muted small">
            Off: letters and signs alone do nothing; Ctrl K, arrows, Enter and Esc stay. Kept in
            this browser.
          </p>
        </div>
        <Switch
          id="single-keys"
          checked={on}
          describedBy="single-keys-hint"
          onChange={setSingleKeys}
        />
      </div>
    </div>
  );
}

/** Every key that does something here, and the switch that turns single keys off. */
export default function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keys" opened={opened} onClose={onClose} size={720}>
      <Sheet />
    </Dialog>
  );
}
