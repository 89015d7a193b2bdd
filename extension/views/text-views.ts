/**
 * Read-only pages of a run's figures. What they show follows the run: a page is made anew when the run that it shows has a new
 * checkpoint, the training page while it trains.
 */
import { createHash } from 'node:crypto';
import {
  type Disposable,
  languages,
  ProgressLocation,
  type TextDocument,
  type Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { runGet } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { failureText, isCancellation } from '../failures.ts';
import type { RunStore } from '../runs/run-store.ts';
import { compareText } from './compare-text.ts';
import { densityText } from './density-text.ts';
import { latentText } from './latent-text.ts';
import { layersText } from './layers-text.ts';
import type { PageFiles } from './page-files.ts';
import { samplesText } from './samples-text.ts';
import { trainingText } from './training-text.ts';
import { queryOf, SCHEME, type ViewName, type ViewQuery, viewAddress } from './view-address.ts';
import type { ViewSource } from './view-source.ts';

const MAKERS: Readonly<Partial<Record<ViewName, (source: ViewSource) => Promise<string>>>> = {
  training: trainingText,
  layers: layersText,
  latent: latentText,
  samples: samplesText,
  density: densityText,
};
/** package.json has how such pages are shown: without line numbers and the like. */
const PAGE_LANGUAGE = 'flowscope-page';
/** Between two looks at a training, milliseconds. */
const PACE = 1000;

export interface TextViews extends Disposable {
  /** Opens the page beside the spec. */
  open(view: ViewName, runs: readonly RunInfo[], checkpoint?: ViewQuery['checkpoint']): Promise<void>;
  /** Of `flowscope:` documents. Never throws: a page says what it lacks. */
  text(uri: Uri): Promise<string>;
}

export interface TextViewsOptions {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly pages: PageFiles;
}

export function textViews({ link, store, pages }: TextViewsOptions): TextViews {
  /** What each open page was made of. */
  const shown = new Map<string, string>();
  /** The newest making of each open page. */
  const newest = new Map<string, Promise<string>>();
  let timer: NodeJS.Timeout | undefined;
  /** One page after the other: VS Code gives up an editor that another one replaces before it has opened. */
  let opening: Promise<unknown> = Promise.resolve();

  const update = () => {
    timer = undefined;
    for (const document of workspace.textDocuments) {
      const query = document.uri.scheme === SCHEME ? queryOf(document.uri) : null;
      if (query === null || query.view === 'spec' || document.isClosed) continue;
      if (stateOf(query) !== shown.get(document.uri.toString())) pages.changed(document.uri);
    }
  };
  /** Differs when a page would. */
  const stateOf = ({ view, runs, checkpoint }: ViewQuery) =>
    runs
      .map((runDir) => {
        const run = store.find(runDir);
        if (run === null) return 'gone';
        if (view === 'training' || view === 'compare') return `${run.status} ${run.step} ${run.updated}`;
        if (typeof checkpoint === 'number') return '';
        return String(checkpoint === 'best' ? run.best?.step : run.checkpoints.at(-1)?.step);
      })
      .join('\n');
  const subscriptions = [
    store.onDidChange(() => {
      timer ??= setTimeout(update, PACE);
    }),
    workspace.onDidOpenTextDocument(asPage),
    workspace.onDidCloseTextDocument(({ uri }) => {
      shown.delete(uri.toString());
      newest.delete(uri.toString());
    }),
  ];
  workspace.textDocuments.forEach(asPage);

  async function make(key: string, query: ViewQuery): Promise<string> {
    await store.loaded();
    // Before it is made: what changes meanwhile belongs to the next one.
    const state = stateOf(query);
    try {
      const text = await textOf(key, query);
      shown.set(key, state);
      return text;
    } catch (error) {
      // Asking again would give the same.
      if (!comesBack(error)) shown.set(key, state);
      throw error;
    }
  }

  async function textOf(key: string, query: ViewQuery): Promise<string> {
    const runs = await Promise.all(query.runs.map((runDir) => store.get(runDir)));
    if (query.view === 'compare') return compareText(link, runs);
    if (query.view === 'spec') return (await link.request(runGet, { run: query.runs[0]! })).specText ?? '';
    const made = () => MAKERS[query.view]!({ link, run: runs[0]!, checkpoint: query.checkpoint, panel: panelOf(key) });
    // The training page is made every second, from what is there.
    if (query.view === 'training') return made();
    return window.withProgress({ location: ProgressLocation.Window, title: `Flowscope: ${TITLES[query.view]}` }, made);
  }

  async function show(view: ViewName, runs: readonly RunInfo[], checkpoint: ViewQuery['checkpoint']): Promise<void> {
    const name = runs.length === 1 ? runs[0]!.name : `${runs.length} runs`;
    const at = typeof checkpoint === 'number' ? ` · step ${checkpoint}` : '';
    const id = runs.length === 1 ? ` · ${runs[0]!.id.slice(-4)}` : '';
    const uri = viewAddress(`${name}${id} · ${TITLES[view]}${at}`, {
      view,
      runs: runs.map(({ runDir }) => runDir),
      checkpoint,
    });
    const document = await workspace.openTextDocument(uri);
    // A page that was open already is made anew.
    if (stateOf({ view, runs: runs.map(({ runDir }) => runDir), checkpoint }) !== shown.get(uri.toString()))
      pages.changed(uri);
    // Beside the spec; where another page is.
    const onPage = window.activeTextEditor?.document.uri.scheme === SCHEME;
    const viewColumn = onPage ? ViewColumn.Active : ViewColumn.Beside;
    await window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: true });
  }

  return {
    open(view, runs, checkpoint = 'latest') {
      const done = opening.then(() => show(view, runs, checkpoint));
      opening = done.catch(() => {});
      return done;
    },
    async text(uri) {
      const query = queryOf(uri);
      if (query === null) return 'This page cannot be shown: its address is not one of Flowscope.\n';
      const key = uri.toString();
      let last = make(key, query);
      newest.set(key, last);
      for (;;) {
        try {
          return await last;
        } catch (error) {
          // Superseded by a newer making of the same page: its text is this one's.
          const newer = newest.get(key);
          if (newer === undefined || newer === last) return `${failureText(error)}\n`;
          last = newer;
        }
      }
    },
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function asPage(document: TextDocument): void {
  if (document.uri.scheme !== SCHEME || document.languageId === PAGE_LANGUAGE) return;
  if (queryOf(document.uri)?.view === 'spec') return;
  // It may be closed by then.
  languages.setTextDocumentLanguage(document, PAGE_LANGUAGE).then(undefined, () => {});
}

/** Short, however long the paths of the runs are. */
function panelOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function comesBack(error: unknown): boolean {
  return isCancellation(error) || (error instanceof FlowscopeError && PASSING.has(error.code));
}

const PASSING: ReadonlySet<string> = new Set([
  'connection-lost',
  'daemon-unreachable',
  'daemon-not-started',
  'array-gone',
  'no-token',
]);

const TITLES: Readonly<Record<ViewName, string>> = {
  training: 'training',
  layers: 'layers',
  latent: 'latent space',
  samples: 'samples',
  density: 'density',
  compare: 'compare',
  spec: 'spec',
};
