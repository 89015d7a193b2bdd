import { type Connection, type Disposable, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CheckResult } from '../../spec/check.ts';
import type { Registries } from '../../spec/resolve/registries.ts';
import type { Delays } from '../ports.ts';
import type { BeginWork } from '../work.ts';
import { type Analysis, analyse } from './analysis.ts';
import { heldDocuments } from './held-documents.ts';

export interface Checked {
  readonly analysis: Analysis;
  readonly result: CheckResult;
}

/** The open specs of one client, each with the analysis of its newest version. */
export interface DocumentStore {
  /** null: not open, or not a spec. */
  get(uri: string): Analysis | null;
  readonly uris: readonly string[];
  /**
   * The check of the newest version: at once if it is done, else after a pause in typing, so that completions never
   * wait for it. null once the document is closed.
   */
  checked(uri: string): Promise<Checked | null>;
  /** Checks all open specs again, because their data or the trust changed. */
  recheck(): void;
  /** `again`: this version was checked before. */
  onChecked(listener: (checked: Checked & { readonly again: boolean }) => void): void;
  onClosed(listener: (uri: string) => void): void;
  dispose(): void;
}

export interface StoreOptions {
  readonly registries: Registries;
  readonly delays: Delays;
  readonly trusted: () => boolean;
  /** Why a document is not analysed; null: it is. */
  readonly refusal: (uri: string) => string | null;
  /** Called when the check of a document begins. */
  readonly beginWork: BeginWork;
  /** Logs an internal error. */
  readonly log: (error: unknown) => void;
}

interface Entry {
  analysis: Analysis;
  /** Stops work that still uses the analysis. */
  retire: () => void;
  done: CheckResult | null;
  timer: NodeJS.Timeout | null;
  /** Time of the first edit that is not checked yet. */
  waitingSince: number | null;
  /** The newest version that was checked. */
  lastVersion: number | null;
  readonly waiters: ((checked: Checked | null) => void)[];
}

export function createDocumentStore(connection: Connection, options: StoreOptions): DocumentStore {
  const { registries, delays, trusted, refusal, beginWork, log } = options;
  const entries = new Map<string, Entry>();
  const checkedListeners: ((checked: Checked & { readonly again: boolean }) => void)[] = [];
  const closedListeners: ((uri: string) => void)[] = [];
  const held = heldDocuments();
  const documents = new TextDocuments(held.configuration);
  const subscriptions: Disposable[] = [
    documents.onDidChangeContent(({ document }) => {
      if (isSpec(document)) update(document);
    }),
    documents.onDidClose(({ document }) => {
      held.close(document.uri);
      close(document.uri);
    }),
    documents.onDidSave(({ document }) => refresh(document.uri)),
    documents.listen(connection),
  ];
  return {
    get: (uri) => entries.get(uri)?.analysis ?? null,
    get uris() {
      return [...entries.keys()];
    },
    checked: (uri) => {
      const entry = entries.get(uri);
      if (entry === undefined) return Promise.resolve(null);
      if (entry.done !== null) return Promise.resolve({ analysis: entry.analysis, result: entry.done });
      return new Promise((resolve) => entry.waiters.push(resolve));
    },
    recheck: () => {
      for (const uri of entries.keys()) refresh(uri);
    },
    onChecked: (listener) => checkedListeners.push(listener),
    onClosed: (listener) => closedListeners.push(listener),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
      for (const uri of [...entries.keys()]) close(uri);
    },
  };

  function update(document: TextDocument): void {
    const entry = entries.get(document.uri);
    if (entry !== undefined) {
      renew(entry, document, delays.check);
      return;
    }
    const opened: Entry = {
      ...begin(document),
      done: null,
      timer: null,
      waitingSince: null,
      lastVersion: null,
      waiters: [],
    };
    entries.set(document.uri, opened);
    schedule(opened, 0);
  }

  function begin(document: TextDocument): Pick<Entry, 'analysis' | 'retire'> {
    const retired = new AbortController();
    const analysis = analyse(document, {
      registries,
      trusted: trusted(),
      signal: retired.signal,
      beginWork,
      refusal: refusal(document.uri),
    });
    return { analysis, retire: () => retired.abort() };
  }

  function renew(entry: Entry, document: TextDocument, delay: number): void {
    entry.retire();
    Object.assign(entry, begin(document), { done: null });
    schedule(entry, delay);
  }

  function refresh(uri: string): void {
    const document = documents.get(uri);
    const entry = entries.get(uri);
    if (document !== undefined && entry !== undefined) renew(entry, document, 0);
  }

  function schedule(entry: Entry, delay: number): void {
    const now = performance.now();
    entry.waitingSince ??= now;
    if (entry.timer !== null) clearTimeout(entry.timer);
    const wait = Math.max(0, Math.min(delay, entry.waitingSince + delays.checkAtMost - now));
    entry.timer = setTimeout(() => void check(entry), wait);
  }

  async function check(entry: Entry): Promise<void> {
    const { analysis } = entry;
    entry.timer = null;
    entry.waitingSince = null;
    let result: CheckResult;
    try {
      result = await analysis.check();
    } catch (error) {
      // The text changed, so this check was dropped; the timer of the newer version answers.
      if (analysis.isRetired(error)) return;
      // An internal error is logged, and the waiting requests are answered without a plan.
      log(error);
      result = { diagnostics: [], plan: null, trainingRows: null, reading: null, examination: null, doubts: [] };
    }
    // Edited or closed meanwhile: the timer of the newer version answers.
    if (entries.get(analysis.uri) !== entry || entry.analysis !== analysis) return;
    entry.done = result;
    const checked = { analysis, result };
    for (const resolve of entry.waiters.splice(0)) resolve(checked);
    const again = entry.lastVersion === analysis.version;
    entry.lastVersion = analysis.version;
    for (const listener of checkedListeners) listener({ ...checked, again });
  }

  function close(uri: string): void {
    const entry = entries.get(uri);
    if (entry === undefined) return;
    entries.delete(uri);
    entry.retire();
    if (entry.timer !== null) clearTimeout(entry.timer);
    for (const resolve of entry.waiters.splice(0)) resolve(null);
    for (const listener of closedListeners) listener(uri);
  }
}

/** Editors without our language id are recognized by the file's name. */
function isSpec({ uri, languageId }: TextDocument): boolean {
  return languageId === 'flowscope' || /\.flow\.json$/i.test(uri);
}
