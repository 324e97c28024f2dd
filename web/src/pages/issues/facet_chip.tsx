import { Popover } from '@mantine/core';
import { useState } from 'react';
import { facetLabel, useFacets, type FacetField } from '../../api/facets';
import { FacetValues } from '../../scope/field_values';
import { Icon } from '../../ui/icon';
import chip from '../../ui/filter_chip.module.css';

interface Props {
  field: FacetField;
  label: string;
  chosen: string[];
  onChange: (chosen: string[]) => void;
  connection?: string | undefined;
  projects: readonly string[];
  /** Words of values that no list names. */
  words?: Record<string, string>;
}

/** A filter of the list alone, its values searched by the server. */
export function FacetChip(props: Props) {
  const { field, label, chosen, onChange, words = {} } = props;
  const [open, setOpen] = useState(false);
  const unknown = chosen.some((v) => !(v in words) && facetLabel(field, v) === undefined);
  useFacets({ field, q: '' }, unknown && field === 'assignee');
  const names = chosen.map((value) => words[value] ?? facetLabel(field, value) ?? value);
  const shown = names.length > 2 ? String(names.length) : names.join(', ');
  return (
    <span className={chip.chip} data-on={chosen.length > 0 || undefined}>
      <Popover
        opened={open}
        onChange={setOpen}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <button type="button" className={chip.open} onClick={() => setOpen(!open)}>
            {chosen.length > 0 ? `${label}: ${shown}` : label}
            <Icon name="down" size={13} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <FacetValues
            field={field}
            label={label}
            searchWords={`Search ${label.toLowerCase()}`}
            chosen={chosen}
            onChange={onChange}
            connection={props.connection}
            projects={props.projects}
          />
        </Popover.Dropdown>
      </Popover>
      {chosen.length > 0 && (
        <button
          type="button"
          className={chip.clear}
          aria-label={`Remove filter ${label}`}
          onClick={() => onChange([])}
        >
          <Icon name="cross" size={12} />
        </button>
      )}
    </span>
  );
}
