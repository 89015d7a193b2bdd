/**
 * Read-only pages of a run's figures. What they show follows the run: a page is made anew when the run that it shows has a new
 * checkpoint, the training page while it trains.
 */
import { basename } from 'node:path';
import {
  CancellationTokenSource,
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
  let timer: NodeJS.Timeout | undefined;

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
    workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
  ];
  workspace.textDocuments.forEach(asPage);

  async function make(query: ViewQuery): Promise<string> {
    await store.loaded();
    const runs = query.runs.map((runDir) => {
      const run = store.find(runDir);
      if (run !== null) return run;
      throw new FlowscopeError('run-not-found', `The run ${basename(runDir)} does not exist any more (${runDir}).`);
    });
    if (query.view === 'compare') return compareText(link, runs);
    if (query.view === 'spec') return (await link.request(runGet, { run: query.runs[0]! })).specText ?? '';
    const source = new CancellationTokenSource();
    return window.withProgress({ location: ProgressLocation.Window, title: `Flowscope: ${TITLES[query.view]}` }, () =>
      MAKERS[query.view]!({ link, run: runs[0]!, checkpoint: query.checkpoint, token: source.token }),
    );
  }

  return {
    async open(view, runs, checkpoint = 'latest') {
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
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
    },
    async text(uri) {
      const query = queryOf(uri);
      if (query === null) return 'This page cannot be shown: its address is not one of Flowscope.\n';
      try {
        const text = await make(query);
        shown.set(uri.toString(), stateOf(query));
        return text;
      } catch (error) {
        // Superseded by a newer page of the same run: that one's text will come.
        return isCancellation(error) ? 'Being made anew…\n' : `${failureText(error)}\n`;
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
  if (queryOf(document.uri)?.view !== 'spec') void languages.setTextDocumentLanguage(document, PAGE_LANGUAGE);
}

const TITLES: Readonly<Record<ViewName, string>> = {
  training: 'training',
  layers: 'layers',
  latent: 'latent space',
  samples: 'samples',
  density: 'density',
  compare: 'compare',
  spec: 'spec',
};
