import { lazy, Suspense, useEffect, useState } from 'react';
import type { PanelProps } from './side_panel_parts';

/** Dialogs are no part of the first load; they are fetched when the page has come to rest. */
const fetchParts = () => import('./side_panel_parts');
const DrawerParts = lazy(async () => ({ default: (await fetchParts()).DrawerParts }));
const ModalParts = lazy(async () => ({ default: (await fetchParts()).ModalParts }));

const kRestMs = 1500;

/** True from the first opening on: what was never open draws nothing. */
function useWanted(opened: boolean): boolean {
  const [wanted, setWanted] = useState(opened);
  useEffect(() => {
    const timer = setTimeout(() => void fetchParts(), kRestMs);
    return () => clearTimeout(timer);
  }, []);
  if (opened && !wanted) setWanted(true);
  return wanted;
}

interface Sized extends PanelProps {
  /** Its width in pixels, where the window has it. */
  size?: number;
}

/** A panel at the right edge; Escape closes it and gives the focus back. */
export function SidePanel({ size = 480, ...props }: Sized) {
  if (!useWanted(props.opened)) return null;
  return (
    <Suspense fallback={null}>
      <DrawerParts {...props} size={size} />
    </Suspense>
  );
}

/** A question that must be answered before going on. */
export function Dialog({ size = 460, ...props }: Sized) {
  if (!useWanted(props.opened)) return null;
  return (
    <Suspense fallback={null}>
      <ModalParts {...props} size={size} />
    </Suspense>
  );
}
