import { useEffect, useImperativeHandle, useRef, useState, type Ref, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { EditorHandle, Span } from './code_editor';
import type { Completer } from './complete';
import css from './editor.module.css';

export type { Span };

interface Props {
  /** Of the label on the page. */
  labelledBy: string;
  describedBy?: string;
  /** For whoever moves the focus to a field by its name. */
  name: string;
  value: string;
  onChange: (text: string) => void;
  /** Ctrl Enter. */
  onRun?: () => void;
  onBlur?: () => void;
  placeholder: string;
  /** Underlined. */
  wrong?: Span | null;
  /** Lit up. */
  marked?: Span | null;
  complete: Completer | null;
  rows?: 1 | 2;
  /** How to move the focus and the selection here. */
  ref?: Ref<EditorControl>;
}

export interface EditorControl {
  focus: () => void;
  select: (from: number, to: number) => void;
}

const kNothing = () => undefined;

/** The same text below the field's own, with the wrong part underlined. */
function Mirror({ text, span }: { text: string; span: Span | null }) {
  // The space gives an empty last line its height.
  if (!span) return <div className={css.mirror} aria-hidden="true">{`${text} `}</div>;
  return (
    <div className={css.mirror} aria-hidden="true">
      {text.slice(0, span.from)}
      <mark>{text.slice(span.from, span.to) || ' '}</mark>
      {`${text.slice(span.to)} `}
    </div>
  );
}

function attributesOf(props: Props): Record<string, string> {
  return {
    'aria-labelledby': props.labelledBy,
    'data-field': props.name,
    spellcheck: 'false',
    autocapitalize: 'none',
    autocorrect: 'off',
    ...(props.describedBy && { 'aria-describedby': props.describedBy }),
    ...(props.wrong && { 'aria-invalid': 'true' }),
  };
}

/** Loads the code editor and puts it in the place of the plain field, caret and all. */
function useCodeEditor(props: Props, plain: RefObject<HTMLTextAreaElement | null>) {
  const latest = useRef(props);
  const place = useRef<HTMLDivElement>(null);
  const handle = useRef<EditorHandle>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    let gone = false;
    import('./code_editor')
      .then(({ mountEditor }) => {
        const parent = place.current;
        if (gone || !parent) return;
        const now = latest.current;
        const field = document.activeElement === plain.current ? plain.current : null;
        const caret = field && { from: field.selectionStart, to: field.selectionEnd };
        const editor = mountEditor(parent, {
          text: now.value,
          placeholder: now.placeholder,
          attributes: attributesOf(now),
          complete: (...asked) => latest.current.complete?.(...asked) ?? Promise.resolve(null),
          onChange: (text) => latest.current.onChange(text),
          onRun: () => latest.current.onRun?.(),
        });
        handle.current = editor;
        // At once: for no moment are there two fields of one name, and what is hidden takes no focus.
        flushSync(() => setReady(true));
        if (caret) {
          editor.select(caret.from, caret.to);
          editor.focus();
        }
      })
      // Without it the plain field stays; it can do everything but help.
      .catch(kNothing);
    return () => {
      gone = true;
      handle.current?.destroy();
      handle.current = null;
    };
  }, [plain]);
  return { place, handle, ready };
}

/** Hands what changes on the page to the editor. */
function useFollow(props: Props, handle: RefObject<EditorHandle | null>, ready: boolean) {
  const { value, wrong = null, marked = null, labelledBy, describedBy, name } = props;
  useEffect(() => {
    const editor = handle.current;
    if (editor && editor.text() !== value) editor.setText(value);
  }, [handle, ready, value]);
  const [from, to] = [wrong?.from ?? -1, wrong?.to ?? -1];
  useEffect(() => {
    const editor = handle.current;
    if (!editor) return;
    const span = from < 0 ? null : { from, to };
    editor.setWrong(span);
    const described = describedBy === undefined ? {} : { describedBy };
    const same = { labelledBy, name, wrong: span, ...described };
    editor.setAttributes(
      attributesOf({ ...same, value: '', placeholder: '', complete: null, onChange: kNothing }),
    );
  }, [handle, ready, from, to, labelledBy, describedBy, name]);
  const [start, end] = [marked?.from ?? -1, marked?.to ?? -1];
  useEffect(() => {
    handle.current?.setMarked(start < 0 ? null : { from: start, to: end });
  }, [handle, ready, start, end]);
}

/** A query that is typed: a plain field at once, the code editor as soon as it is here. */
export function JqlEditor(props: Props) {
  const { value, onChange, onRun, onBlur, wrong = null, rows = 2, name, ref } = props;
  const plain = useRef<HTMLTextAreaElement>(null);
  const { place, handle, ready } = useCodeEditor(props, plain);
  useFollow(props, handle, ready);
  useImperativeHandle(ref, () => ({
    focus: () => (handle.current ? handle.current.focus() : plain.current?.focus()),
    select: (from, to) => {
      if (handle.current) handle.current.select(from, to);
      else plain.current?.setSelectionRange(from, to);
    },
  }));
  return (
    <div
      className={css.box}
      data-rows={rows}
      data-wrong={wrong !== null || undefined}
      data-ready={ready || undefined}
      onBlur={onBlur}
    >
      <div ref={place} className={css.code} hidden={!ready} />
      {!ready && (
        <>
          <Mirror text={value} span={wrong} />
          <textarea
            ref={plain}
            name={name}
            className={css.text}
            rows={1}
            spellCheck={false}
            autoCapitalize="none"
            autoCorrect="off"
            placeholder={props.placeholder}
            value={value}
            aria-labelledby={props.labelledBy}
            aria-describedby={props.describedBy}
            aria-invalid={wrong !== null || undefined}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              onRun?.();
            }}
          />
        </>
      )}
    </div>
  );
}
