import { SegmentedControl } from '../../../ui/library/segmented_control';

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** A switch of one chart, small enough for its head. */
export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <SegmentedControl
      aria-label={label}
      size="xs"
      value={value}
      onChange={onChange}
      data={[...options]}
    />
  );
}
