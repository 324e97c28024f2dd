import { useCallback, useRef, useState } from 'react';

type Errors<T> = Partial<Record<keyof T, string>>;

/**
 * State of a form whose button is never disabled: `submit` shows every problem and moves the
 * focus to the first one. Fields take their `name` from the form's keys.
 */
export function useForm<T extends object>(initial: T, validate: (form: T) => Errors<T>) {
  const [form, setForm] = useState(initial);
  const [shown, setShown] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const errors = shown ? validate(form) : {};

  const set = useCallback(<K extends keyof T>(key: K, value: T[K]) => {
    setForm((old) => ({ ...old, [key]: value }));
  }, []);

  const submit = (send: (form: T) => void) => {
    const found = validate(form);
    setShown(true);
    const first = Object.keys(found)[0];
    if (first === undefined) send(form);
    else focusField(element.current, first);
  };
  return { form, set, setForm, errors: errors as Errors<T>, submit, ref: element };
}

/** Moves the focus to the field called `name`. */
export function focusField(root: HTMLElement | null, name: string): void {
  root?.querySelector<HTMLElement>(`[name="${name}"], [data-field="${name}"]`)?.focus();
}
