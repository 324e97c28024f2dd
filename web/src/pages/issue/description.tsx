import { useState } from 'react';
import { Card } from '../../ui/page';
import css from './issue.module.css';

const kLongText = 600;

/** The text of the issue as Jira holds it, never as markup; long ones are opened on demand. */
export function Description({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > kLongText;
  return (
    <Card>
      <h2>Description</h2>
      <p className={css.description} dir="auto">
        {long && !open ? `${text.slice(0, kLongText).trimEnd()} …` : text}
      </p>
      {long && (
        <button
          type="button"
          className={css.more}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </Card>
  );
}
