import { useEffect, useState } from 'react';
import css from './flow.module.css';

export interface Section {
  id: string;
  title: string;
}

/** The section that the reader is in: the last whose head has passed the upper third. */
function useCurrent(sections: readonly Section[]): string {
  const [current, setCurrent] = useState('');
  useEffect(() => {
    const look = () => {
      const line = window.innerHeight * 0.34;
      const passed = sections.filter(({ id }) => {
        const element = document.getElementById(id);
        return element !== null && element.getBoundingClientRect().top <= line;
      });
      const end = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
      const last = end && window.scrollY > 0 ? sections.at(-1) : passed.at(-1);
      setCurrent(last?.id ?? '');
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [sections]);
  return current;
}

function go(id: string): void {
  const section = document.getElementById(id);
  if (!section) return;
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  section.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
  section.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}

/** The page is long: where one is, and one press to everything else. */
export function SectionNav({ sections }: { sections: readonly Section[] }) {
  const current = useCurrent(sections);
  return (
    <nav className={css.nav} aria-label="Sections of this page">
      <ul>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={current === id ? 'location' : undefined}
              onClick={() => go(id)}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
