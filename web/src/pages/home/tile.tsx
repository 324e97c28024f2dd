import { Link } from '@tanstack/react-router';
import type { RawSearch } from '../../lib/list_codec';
import css from './home.module.css';

interface Props {
  label: string;
  to: '/flow' | '/issues' | '/integrations';
  search?: RawSearch;
  value: string | null;
  /** Said instead of a value that is not there. */
  absent?: string;
  foot: string;
  loading: boolean;
}

/** One number with its name and a way to what lies behind it. */
export function Tile({ label, to, search, value, absent = '', foot, loading }: Props) {
  return (
    <Link to={to} search={search ?? {}} className={css.tile}>
      <span className={css.label}>{label}</span>
      {value === null ? (
        <span className={css.absent}>{loading ? ' ' : absent === '' ? '–' : absent}</span>
      ) : (
        <span className={css.value}>{value}</span>
      )}
      <span className={css.foot}>{foot}</span>
    </Link>
  );
}
