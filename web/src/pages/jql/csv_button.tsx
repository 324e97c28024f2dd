import { Button } from '@mantine/core';
import { useState } from 'react';
import { fetchCsv, type Asked, type JqlPage, type JqlUndecidedClause } from '../../api/jql';
import { ApiProblem, asProblem } from '../../api/problem';
import { plural } from '../../lib/format';
import { toast } from '../../shell/toasts';
import { Icon } from '../../ui/icon';
import { Dialog } from '../../ui/side_panel';
import { download } from '../issues/csv';
import { Code } from './code';
import css from './jql.module.css';

interface Open {
  count: number;
  clauses: JqlUndecidedClause[];
}

function openOf(page: JqlPage): Open {
  return { count: page.undecided, clauses: page.instances.flatMap((each) => each.clauses) };
}

/** What the refusal of the server names, when something came between. */
function openOfProblem(error: unknown): Open | null {
  if (!(error instanceof ApiProblem) || error.status !== 409) return null;
  const instances = error.problem.instances ?? [];
  return {
    count: instances.reduce((sum, each) => sum + (each.undecided ?? 0), 0),
    clauses: instances.flatMap((each) => each.clauses ?? []),
  };
}

interface Props {
  asked: Asked;
  columns: readonly string[];
  page: JqlPage;
}

/** The whole answer as a file; what could not be decided is asked about first. */
export function CsvButton({ asked, columns, page }: Props) {
  const [open, setOpen] = useState<Open | null>(null);
  const [busy, setBusy] = useState(false);
  const fetch = (accept: boolean) => {
    setBusy(true);
    fetchCsv(asked, columns, accept)
      .then(
        (text) => {
          setOpen(null);
          download('issues.csv', text);
        },
        (error: unknown) => {
          const found = openOfProblem(error);
          if (found) setOpen(found);
          else toast(asProblem(error).title, { tone: 'error' });
        },
      )
      .finally(() => setBusy(false));
  };
  const press = () => (page.undecided > 0 ? setOpen(openOf(page)) : fetch(false));
  return (
    <>
      <button type="button" className={css.tool} aria-busy={busy} data-export onClick={press}>
        <Icon name="download" size={14} />
        CSV
      </button>
      <Dialog
        title="Some issues could not be decided"
        opened={open !== null}
        onClose={() => setOpen(null)}
      >
        <div className={css.dialog}>
          <p>
            Of {plural(open?.count ?? 0, 'issue')} nobody can say here whether{' '}
            {open?.count === 1 ? 'it matches' : 'they match'}.{' '}
            {page.total === 0
              ? 'Without them, the file would be empty.'
              : `The file would hold only the ${plural(page.total, 'issue')} that surely ${page.total === 1 ? 'does' : 'do'}.`}
          </p>
          <ul className={css.dialogClauses}>
            {open?.clauses.map((clause) => (
              <li key={`${clause.from} ${clause.why}`}>
                <Code jql={clause.text} />
                <span className="muted">{clause.why}</span>
              </li>
            ))}
          </ul>
          <div className={css.dialogFoot}>
            <Button variant="default" onClick={() => setOpen(null)}>
              Cancel
            </Button>
            <Button loading={busy} onClick={() => fetch(true)}>
              Leave them out
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
