import type { MappedStatus, Mapping } from '../../api/mapping';
import { plural } from '../../lib/format';
import table from '../../ui/data_table.module.css';
import { Note } from '../../ui/note';
import { SettingCard } from '../../ui/setting';
import { laneInput, lineIsGuess } from './edits';
import { entryKey, laneOf } from './lane';
import { LineRow } from './line_row';
import css from './mapping.module.css';
import { StatusRow } from './status_row';
import { useLane } from './use_lane';
import type { Editor } from './use_editor';
import { needsLook } from './words';

interface Props {
  mapping: Mapping;
  editor: Editor;
}

/** Names that several statuses have: those rows also show id and project. */
function clashing(statuses: readonly MappedStatus[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of statuses) (seen.has(name) ? twice : seen).add(name);
  return twice;
}

function Head({ word }: { word: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{word}</th>
        <th scope="col">In Jira</th>
        <th scope="col">Stage</th>
        <th scope="col">Why</th>
        <th scope="col" data-num>
          Issues now
        </th>
        <th scope="col" data-num title="Of issues that left it in the last 90 days">
          Median time in it
        </th>
        <th scope="col">
          <span className="sr">Move</span>
        </th>
      </tr>
    </thead>
  );
}

/** Statuses without a stage that could be trusted; they stay here until they are saved. */
function Flagged({ mapping, editor }: Props) {
  const rows = mapping.statuses.filter(needsLook);
  const twice = clashing(mapping.statuses);
  if (rows.length === 0) return null;
  return (
    <SettingCard
      title={`${plural(rows.length, 'status', 'statuses')} to look at first`}
      lead="Jira gives them no category, so they count as waiting. Choose a stage, or say that the guess is right."
    >
      <div className={table.scroll} tabIndex={0} role="group" aria-label="Statuses to look at">
        <table className={`${table.table} ${css.statuses}`}>
          <caption className="sr">Statuses to look at first</caption>
          <Head word="Status" />
          <tbody>
            {rows.map((status) => (
              <StatusRow
                key={status.id}
                {...{ status, mapping, editor }}
                clash={twice.has(status.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </SettingCard>
  );
}

function Workflow({ mapping, editor }: Props) {
  const lane = useLane(mapping, editor);
  const twice = clashing(mapping.statuses);
  const { setBody, dragged } = lane.drag;
  return (
    <div className={table.scroll} tabIndex={0} role="group" aria-label="Workflow">
      <table className={`${table.table} ${css.statuses}`}>
        <caption className="sr">
          Statuses in the order of work, with the start line and the finish line between them
        </caption>
        <Head word="Status, in the order of work" />
        <tbody ref={setBody} data-dragging={dragged !== null || undefined}>
          {lane.entries.map((entry, i) => {
            const mover = lane.moverOf(entry, i);
            if (entry.kind === 'line') {
              return (
                <LineRow
                  key={entryKey(entry)}
                  line={entry.line}
                  guess={lineIsGuess(mapping, editor.edits, entry.line)}
                  last={i === lane.entries.length - 1}
                  mover={mover}
                />
              );
            }
            const status = mapping.statuses.find((s) => s.id === entry.id);
            return (
              status && (
                <StatusRow
                  key={entryKey(entry)}
                  {...{ status, mapping, editor, mover }}
                  clash={twice.has(status.name)}
                />
              )
            );
          })}
        </tbody>
      </table>
      <p className="sr" aria-live="assertive">
        {lane.said}
      </p>
    </div>
  );
}

/** Which status is which stage, and where work begins and ends. */
export function StatusTable(props: Props) {
  const lane = laneOf(laneInput(props.mapping, props.editor.edits));
  const open = lane.at(-1)?.kind === 'line';
  return (
    <>
      <Flagged {...props} />
      <SettingCard
        title="Workflow"
        lead="Cycle time runs from the start line to the finish line. Drag a line or a status, or use its arrows."
      >
        {open && (
          <div className={css.warnBox}>
            <Note>
              No status stands below the finish line, so nothing counts as finished. Give a status
              the stage Done, or move the line up.
            </Note>
          </div>
        )}
        <Workflow {...props} />
      </SettingCard>
    </>
  );
}
