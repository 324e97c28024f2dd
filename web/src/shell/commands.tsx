import { lazy, Suspense, useEffect, useState } from 'react';
import css from './shell.module.css';
import { kPages } from './pages';
import { keepTyping, stopKeeping, useKeyListener, useShellKeys } from './use_keys';

const loadPalette = () => import('./palette/palette');
const loadSheet = () => import('./key_sheet');
const Palette = lazy(loadPalette);
const KeySheet = lazy(loadSheet);

type Open = 'palette' | 'sheet' | null;

const kOpenEvent = 'tl:open';

/** Opens the palette or the sheet from anywhere. */
export function openCommand(what: 'palette' | 'sheet'): void {
  window.dispatchEvent(new CustomEvent(kOpenEvent, { detail: what }));
}

/** What may follow a `g`, while it is awaited. */
function SequenceHint() {
  return (
    <div className={css.sequence} role="status">
      <span className={css.sequenceTitle}>Go to</span>
      {kPages.map((page) => (
        <span key={page.to} className={css.sequenceItem}>
          <kbd>{page.key}</kbd>
          {page.word}
        </span>
      ))}
    </div>
  );
}

/** Keys of the whole program, with what they open; both come in chunks of their own. */
export function Commands() {
  const [open, setOpen] = useState<Open>(null);
  const [loaded, setLoaded] = useState<Record<'palette' | 'sheet', boolean>>({
    palette: false,
    sheet: false,
  });
  const show = (what: 'palette' | 'sheet') => {
    if (what === 'palette') {
      keepTyping();
      loadPalette().catch(stopKeeping);
    }
    setLoaded((old) => ({ ...old, [what]: true }));
    setOpen(what);
  };
  const close = () => {
    stopKeeping();
    setOpen(null);
  };
  const pending = useKeyListener(() => (open === 'palette' ? close() : show('palette')));
  useShellKeys(() => show('sheet'));
  useEffect(() => {
    const listen = (event: Event) => show((event as CustomEvent<'palette' | 'sheet'>).detail);
    window.addEventListener(kOpenEvent, listen);
    // So that the first press of Ctrl K finds it here.
    const idle = setTimeout(() => void loadPalette(), 2500);
    return () => {
      clearTimeout(idle);
      window.removeEventListener(kOpenEvent, listen);
    };
  }, []);
  return (
    <>
      {pending === 'g' && <SequenceHint />}
      <Suspense fallback={null}>
        {loaded.palette && (
          <Palette
            opened={open === 'palette'}
            onClose={() => {
              stopKeeping();
              setOpen((now) => (now === 'palette' ? null : now));
            }}
            onSheet={() => show('sheet')}
          />
        )}
        {loaded.sheet && <KeySheet opened={open === 'sheet'} onClose={close} />}
      </Suspense>
    </>
  );
}
