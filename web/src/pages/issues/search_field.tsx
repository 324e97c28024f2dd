import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../ui/icon';
import css from './issues.module.css';

const kDebounceMs = 250;

/** The typed text runs ahead of the address by a moment. */
export function SearchField({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      latest.current(text.trim());
    }, kDebounceMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      className={css.search}
      size="xs"
      type="search"
      aria-label="Search by key or summary"
      placeholder="Search by key or summary"
      leftSection={<Icon name="search" size={14} />}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
