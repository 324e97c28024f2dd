import { useState } from 'react';
import { useConnections } from '../api/connections';
import { facetLabel, useFacets, type FacetField } from '../api/facets';
import { toggle } from '../lib/list_codec';
import { useIdle } from '../lib/use_idle';
import { categoryNames, categorySwatch } from '../ui/category_chip';
import { kFields, kLevelWords } from './fields';
import { kIssueLevels, kWorkCategories, type FilterMember, type Question } from './question';
import { ValueList, type Value } from './value_list';

const kSearchIdleMs = 200;

interface FacetProps {
  field: FacetField;
  label: string;
  searchWords: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** Only values that occur there. */
  connection?: string | undefined;
  projects?: readonly string[] | undefined;
}

/** The values of one field, searched by the server over all of them. */
export function FacetValues(props: FacetProps) {
  const { field, label, searchWords, chosen, onChange, connection, projects } = props;
  const [text, setText] = useState('');
  const [settled] = useIdle(text.trim(), kSearchIdleMs);
  const facets = useFacets({ field, q: settled, connection, projects });
  return (
    <ValueList
      label={label}
      values={facets.data?.items ?? []}
      total={facets.data?.total}
      chosen={chosen}
      onToggle={(value) => onChange(toggle(chosen, value))}
      search={{ text, words: searchWords, onText: setText }}
      pending={facets.isPending || facets.isPlaceholderData || settled !== text.trim()}
      error={facets.data ? undefined : facets.error}
    />
  );
}

function fixedValues(member: FilterMember): Value[] {
  if (member === 'categories') {
    return kWorkCategories.map((value) => ({
      value,
      label: categoryNames[value],
      swatch: categorySwatch[value],
    }));
  }
  return kIssueLevels.map((value) => ({ value, label: kLevelWords[value] }));
}

interface Props {
  member: FilterMember;
  question: Question;
  onChange: (part: Partial<Question>) => void;
}

function ConnectionValues({ question, onChange }: Omit<Props, 'member'>) {
  const connections = useConnections();
  const [chosen] = question.connections;
  return (
    <ValueList
      label={kFields.connections.label}
      single
      values={(connections.data ?? []).map((each) => ({
        value: each.id,
        label: each.name,
        note: each.base_url,
        count: each.issues,
      }))}
      chosen={question.connections}
      onToggle={(value) => onChange({ connections: value === chosen ? [] : [value] })}
      pending={connections.isPending}
      error={connections.data ? undefined : connections.error}
    />
  );
}

/** What one filter of the question can take. */
export function FieldValues({ member, question, onChange }: Props) {
  const field = kFields[member];
  const chosen: readonly string[] = question[member];
  const set = (values: string[]) => onChange({ [member]: values });
  if (field.from === 'connections') return <ConnectionValues {...{ question, onChange }} />;
  if (field.from === 'fixed') {
    return (
      <ValueList
        label={field.label}
        values={fixedValues(member)}
        chosen={chosen}
        onToggle={(value) => set(toggle(chosen, value))}
      />
    );
  }
  return (
    <FacetValues
      field={field.from}
      label={field.label}
      searchWords={field.search ?? 'Search'}
      chosen={chosen}
      onChange={set}
      connection={question.connections[0]}
      projects={member === 'projects' ? undefined : question.projects}
    />
  );
}

/** The words of chosen values: names where the server has told them. */
export function useValueNames(member: FilterMember, values: readonly string[]): string[] {
  const { from } = kFields[member];
  const connections = useConnections();
  const isFacet = from !== 'fixed' && from !== 'connections';
  // Ids of sprints say nothing; their names are in the server's list.
  const unknown = from === 'sprint' && values.some((v) => facetLabel('sprint', v) === undefined);
  useFacets({ field: 'sprint', q: '' }, unknown);
  return values.map((value) => {
    if (from === 'connections') {
      return connections.data?.find((each) => each.id === value)?.name ?? value;
    }
    if (member === 'categories') return categoryNames[value as keyof typeof categoryNames];
    if (member === 'levels')
      return kLevelWords[value as keyof typeof kLevelWords].split(' (')[0] ?? '';
    if (isFacet && from === 'sprint')
      return facetLabel(from, value) ?? `Sprint ${value.split(':')[1] ?? value}`;
    return value;
  });
}
