import { useState } from 'react';
import {
  formatChoice,
  parseChoice,
  parseDensity,
  type ColumnChoice,
  type Density,
} from './column_order';

const kColumnsKey = 'tl.issues.columns';
const kDensityKey = 'tl.density';

/** How this browser likes its tables. */
export function useTablePrefs() {
  const [choice, setChoice] = useState(() => parseChoice(localStorage.getItem(kColumnsKey)));
  const [density, setDensity] = useState(() => parseDensity(localStorage.getItem(kDensityKey)));
  return {
    choice,
    density,
    setChoice: (next: ColumnChoice[]) => {
      localStorage.setItem(kColumnsKey, formatChoice(next));
      setChoice(next);
    },
    setDensity: (next: Density) => {
      localStorage.setItem(kDensityKey, next);
      setDensity(next);
    },
  };
}

export type TablePrefs = ReturnType<typeof useTablePrefs>;
