import './styles_by_csp';
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Compartment, Prec, StateEffect, StateField, type Range } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import type { JqlCompletion } from '../api/jql';
import { codeTheme } from './code_theme';
import type { Completer } from './complete';
import { tokensOf } from './tokens';

/** A part of the text; `to` is exclusive. */
export interface Span {
  from: number;
  to: number;
}

export interface EditorOptions {
  text: string;
  placeholder: string;
  /** Attributes of the element that takes the typing. */
  attributes: Record<string, string>;
  complete: Completer | null;
  onChange: (text: string) => void;
  onRun: () => void;
}

export interface EditorHandle {
  text: () => string;
  setText: (text: string) => void;
  setAttributes: (attributes: Record<string, string>) => void;
  /** Underlined as wrong. */
  setWrong: (span: Span | null) => void;
  /** Lit up: the clause that something else on the page speaks of. */
  setMarked: (span: Span | null) => void;
  select: (from: number, to: number) => void;
  focus: () => void;
  destroy: () => void;
}

/** Longer texts are not coloured: every key would take too long. */
const kMostColoured = 20_000;

const kTokenMarks = new Map<string, Decoration>();

function tokenMark(kind: string): Decoration {
  const known = kTokenMarks.get(kind) ?? Decoration.mark({ class: `jql-${kind}` });
  kTokenMarks.set(kind, known);
  return known;
}

function colours(view: EditorView): DecorationSet {
  const text = view.state.doc.toString();
  if (text.length > kMostColoured) return Decoration.none;
  const marks = tokensOf(text).map((token): Range<Decoration> =>
    tokenMark(token.kind).range(token.from, token.to),
  );
  return Decoration.set(marks);
}

const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colours(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = colours(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** A span as it can be drawn: within the text, and at least a character wide. */
export function drawable(span: Span, length: number): Span | null {
  const to = Math.min(length, Math.max(span.to, span.from + 1));
  const from = Math.min(span.from, Math.max(0, to - 1));
  return to > from ? { from, to } : null;
}

/** One decorated span that moves with the text around it. */
function spanField(className: string) {
  const set = StateEffect.define<Span | null>();
  const mark = Decoration.mark({ class: className });
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(marks, transaction) {
      let now = marks.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (!effect.is(set)) continue;
        const span = effect.value && drawable(effect.value, transaction.newDoc.length);
        now = span ? Decoration.set([mark.range(span.from, span.to)]) : Decoration.none;
      }
      return now;
    },
    provide: (it) => EditorView.decorations.from(it),
  });
  return { set, field };
}

const wrong = spanField('jql-wrong');
const marked = spanField('jql-marked');

const kKindSigns: Record<string, string> = {
  field: 'F',
  operator: '=',
  value: 'v',
  function: 'ƒ',
  keyword: '·',
};

function kindSign(completion: Completion): Node {
  const sign = document.createElement('span');
  sign.className = 'jql-kind';
  sign.setAttribute('aria-hidden', 'true');
  sign.dataset.kind = completion.type ?? '';
  sign.textContent = kKindSigns[completion.type ?? ''] ?? '';
  return sign;
}

/** Puts an item in; a function's caret stands between its parentheses. */
function applyItem(item: JqlCompletion) {
  return (view: EditorView, _completion: Completion, from: number, to: number) => {
    const next = view.state.sliceDoc(to, to + 1);
    const insert = /\s/.test(next) ? item.insert.trimEnd() : item.insert;
    const inside = item.kind === 'function' ? insert.indexOf('()') + 1 : 0;
    const caret = from + (inside > 0 && !item.label.endsWith('()') ? inside : insert.length);
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: caret },
      userEvent: 'input.complete',
      scrollIntoView: true,
    });
  };
}

function completionSource(complete: Completer) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const aborter = new AbortController();
    context.addEventListener('abort', () => aborter.abort());
    const text = context.state.doc.toString();
    const offer = await complete(text, context.pos, aborter.signal).catch(() => null);
    if (!offer || context.aborted) return null;
    return {
      from: offer.from,
      to: Math.max(offer.from, offer.to),
      filter: false,
      options: offer.items.map((item) => ({
        label: item.label,
        detail: item.detail,
        type: item.kind,
        apply: applyItem(item),
      })),
    };
  };
}

function completing(complete: Completer | null) {
  if (!complete) return [];
  return autocompletion({
    override: [completionSource(complete)],
    icons: false,
    activateOnCompletion: () => true,
    maxRenderedOptions: 60,
    addToOptions: [{ render: kindSign, position: 20 }],
  });
}

/** Makes an editor in `parent`. Tab leaves it, unless a completion is offered. */
export function mountEditor(parent: HTMLElement, options: EditorOptions): EditorHandle {
  const attributes = new Compartment();
  const run = () => {
    options.onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    doc: options.text,
    extensions: [
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
      keymap.of([{ key: 'Tab', run: acceptCompletion }, ...historyKeymap, ...defaultKeymap]),
      history(),
      drawSelection(),
      bracketMatching(),
      EditorView.lineWrapping,
      placeholder(options.placeholder),
      highlighting,
      wrong.field,
      marked.field,
      completing(options.complete),
      codeTheme,
      attributes.of(EditorView.contentAttributes.of(options.attributes)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) options.onChange(update.state.doc.toString());
      }),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
      }),
    setAttributes: (next) =>
      view.dispatch({ effects: attributes.reconfigure(EditorView.contentAttributes.of(next)) }),
    setWrong: (span) => view.dispatch({ effects: wrong.set.of(span) }),
    setMarked: (span) => view.dispatch({ effects: marked.set.of(span) }),
    select: (anchor, head) => view.dispatch({ selection: { anchor, head }, scrollIntoView: true }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
