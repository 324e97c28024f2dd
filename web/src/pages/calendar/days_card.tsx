import { Button, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { DayOff } from '../../api/calendar';
import { exact, formatDate, plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { SettingCard } from '../../ui/setting';
import { StatePanel } from '../../ui/state_panel';
import css from './calendar.module.css';
import { cleanName, parseDayList, type ReadDays } from './day_list';
import { addDays, removeDay } from './draft';
import { kMostIcsBytes, parseIcs } from './ics';
import type { Editor } from './use_draft';

interface Props {
  editor: Editor;
  year: number;
  readOnly: boolean;
}

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

/** What came of taking days in. */
function resultWords(counts: { added: number; renamed: number; known: number }): string {
  const words = [`${plural(counts.added, 'day')} added`];
  if (counts.renamed > 0) words.push(`${exact(counts.renamed)} renamed`);
  if (counts.known > 0) words.push(`${exact(counts.known)} known already`);
  return `${words.join(', ')}.`;
}

function useImport(editor: Editor) {
  const [said, setSaid] = useState('');
  const take = (read: ReadDays) => {
    const { draft, ...counts } = addDays(editor.draft, read.days);
    if (counts.added + counts.renamed > 0) editor.edit(draft);
    const left = read.skipped.length > 0 ? ` Left out: ${read.skipped.join('; ')}.` : '';
    setSaid(resultWords(counts) + left);
  };
  const file = async (chosen: File | undefined) => {
    if (!chosen) return;
    if (chosen.size > kMostIcsBytes)
      return setSaid('The file is larger than 2 MB; nothing was read.');
    const read = parseIcs(await chosen.text(), new Date().getFullYear());
    if (read) take(read);
    else setSaid(`${chosen.name} is no calendar file (.ics); nothing was read.`);
  };
  return { said, take, file };
}

type Import = ReturnType<typeof useImport>;

function AddOne({ onAdd }: { onAdd: (day: DayOff) => void }) {
  const [date, setDate] = useState('');
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState(false);
  const add = () => {
    setMissing(date === '');
    if (date === '') return field.current?.focus();
    onAdd({ date, name: cleanName(name) });
    setDate('');
    setName('');
    field.current?.focus();
  };
  return (
    <form
      className={css.addOne}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextInput
        ref={field}
        type="date"
        label="Date"
        min="1995-01-01"
        max="2060-12-31"
        value={date}
        error={missing && 'Choose a date.'}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <TextInput
        label="Name"
        placeholder="Christmas Day"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" leftSection={<Icon name="plus" size={14} />}>
        Add
      </Button>
    </form>
  );
}

function Paste({ into, onDone }: { into: Import; onDone: () => void }) {
  const [text, setText] = useState('');
  const read = parseDayList(text);
  return (
    <div className={css.paste}>
      <Textarea
        label="One day a line: date, then its name"
        description="2026-12-25 Christmas Day, or 25.12.2026; Christmas Day"
        rows={6}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className="muted small" role="status">
        {plural(read.days.length, 'day')} understood
        {read.skipped.length > 0 && `. Not understood: ${read.skipped.join('; ')}`}
      </p>
      <div className={css.row}>
        <Button
          onClick={() => {
            into.take(read);
            onDone();
          }}
        >
          Take {read.days.length > 0 ? `these ${exact(read.days.length)}` : 'them'} in
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Ways({ into }: { into: Import }) {
  const [pasting, setPasting] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <div className={css.row}>
        <Button variant="default" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          Paste a list
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="upload" size={14} />}
          onClick={() => input.current?.click()}
        >
          Import .ics file
        </Button>
        <input
          ref={input}
          type="file"
          accept=".ics,text/calendar"
          hidden
          aria-label="Calendar file"
          onChange={(event) => {
            void into.file(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <span className="muted small">The file is read here in the browser.</span>
      </div>
      {pasting && <Paste into={into} onDone={() => setPasting(false)} />}
    </>
  );
}

function Row({ day, editor, readOnly }: { day: DayOff; editor: Editor; readOnly: boolean }) {
  const at = new Date(`${day.date}T00:00:00Z`);
  const planned = editor.draft.weekdays[(at.getUTCDay() + 6) % 7] ?? [];
  return (
    <li>
      <time dateTime={day.date}>{formatDate(at, 'UTC')}</time>
      <span className="muted">{weekday.format(at)}</span>
      <span className={css.dayName}>
        {day.name || <span className="muted">No name</span>}
        {planned.length === 0 && <span className={css.idle}>free anyway</span>}
      </span>
      {!readOnly && (
        <button
          type="button"
          className={css.icon}
          aria-label={`Remove ${day.name || 'the day off'} on ${formatDate(at, 'UTC')}`}
          onClick={() => editor.edit(removeDay(editor.draft, day.date))}
        >
          <Icon name="cross" size={12} />
        </button>
      )}
    </li>
  );
}

/** The days on which nobody works, whatever the weekday. */
export function DaysCard({ editor, year, readOnly }: Props) {
  const into = useImport(editor);
  const all = editor.draft.days_off;
  const shown = all.filter((day) => day.date.startsWith(String(year)));
  return (
    <SettingCard
      title="Days off"
      lead="Public holidays and days on which the office is closed. No working time passes on them."
      side={<span className="muted">{exact(all.length)} in all years</span>}
    >
      {!readOnly && (
        <div className={css.ways}>
          <AddOne
            onAdd={(day) => {
              into.take({ days: [day], skipped: [] });
            }}
          />
          <Ways into={into} />
          <p className={css.said} role="status">
            {into.said}
          </p>
        </div>
      )}
      {shown.length === 0 ? (
        <StatePanel compact title={`No day off in ${year}`} />
      ) : (
        <ul className={css.days} aria-label={`Days off in ${year}`}>
          {shown.map((day) => (
            <Row key={day.date} day={day} editor={editor} readOnly={readOnly} />
          ))}
        </ul>
      )}
    </SettingCard>
  );
}
