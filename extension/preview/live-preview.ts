/**
 * The live preview: a panel beside the text that trains the active spec for two seconds at each save and shows the result. An edit
 * cancels the current preview.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { commands, Disposable, type TextDocument, Uri, type WebviewPanel, window, workspace } from 'vscode';
import { panelTitle } from '../../daemon/format/panel-title.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { PREVIEW } from '../../protocol/panel/panels.ts';
import { type PreviewSnapshot, previewMessage, previewState } from '../../protocol/panel/preview-messages.ts';
import type { PanelContext } from '../app-context.ts';
import { CAN_KEEP_PREVIEW } from '../commands/places.ts';
import { failureText } from '../failures.ts';
import { isFlowDocument } from '../flow-documents.ts';
import { showPage } from '../panels/panel-page.ts';
import { viewType } from '../panels/panel-views.ts';
import { saveFile } from '../panels/save-file.ts';
import { sideColumn } from '../panels/side-column.ts';
import { requireTrust } from '../trust.ts';
import { previewFeed } from './preview-feed.ts';

export interface LivePreview extends Disposable {
  /** Shows the panel and trains the current text. */
  open(document: TextDocument): void;
  /** Goes on with the training that ended. */
  keepTraining(): void;
  /** Restores the panel after a reload. */
  restore(view: WebviewPanel, state: unknown): Promise<void>;
}

export function livePreview({
  context,
  link,
  log,
  translation,
  formatStrings,
}: Omit<PanelContext, 'store'>): LivePreview {
  let view: WebviewPanel | null = null;
  let shown: Uri | null = null;
  let snapshot: PreviewSnapshot | null = null;
  /** The user asked for more than the preview of a saved text. */
  let keeps = false;
  let canKeep = false;
  const feed = previewFeed({
    link,
    panel: randomUUID(),
    onPicture: (picture) => tell({ status: { kind: 'training', keeps }, picture }),
    onDone: ({ reason, floor }) => tell({ status: { kind: 'done', reason }, floor: floor?.nll ?? null }),
    onFailed(error) {
      log.info(`the preview failed: ${String(error)}`);
      tell({ status: { kind: 'failed', message: failureText(error) } });
    },
  });

  function tell(news: Partial<PreviewSnapshot>): void {
    if (snapshot === null) return;
    snapshot = { ...snapshot, ...news };
    allowKeeping();
    void view?.webview.postMessage(snapshot);
  }

  /** Offers the command, or not. */
  function allowKeeping(): void {
    const now = view !== null && snapshot !== null && canContinue(snapshot.status);
    if (now === canKeep) return;
    canKeep = now;
    void commands.executeCommand('setContext', CAN_KEEP_PREVIEW, now);
  }

  function keepTraining(): void {
    if (shown === null || snapshot === null || !canContinue(snapshot.status)) return;
    workspace.openTextDocument(shown).then(
      (document) => train(document, true),
      (error: unknown) => tell({ status: { kind: 'failed', message: failureText(error) } }),
    );
  }

  function train(document: TextDocument, isKept = false): void {
    keeps = isKept;
    const spec = document.uri.toString();
    const name = nameOf(document);
    const kept = snapshot?.spec === spec ? snapshot : { picture: null, floor: null };
    shown = document.uri;
    snapshot = { spec, name, status: { kind: 'starting', keeps }, picture: kept.picture, floor: kept.floor };
    if (view !== null) view.title = titleOf(document, formatStrings);
    try {
      requireTrust();
    } catch (error) {
      tell({ status: { kind: 'failed', message: failureText(error) } });
      return;
    }
    tell({});
    feed.start({ text: document.getText(), path: document.uri.fsPath }, keeps);
  }

  function again(): void {
    if (shown === null) return;
    workspace.openTextDocument(shown).then(
      (document) => train(document),
      (error: unknown) => tell({ status: { kind: 'failed', message: failureText(error) } }),
    );
  }

  function adopt(panel: WebviewPanel): void {
    view = panel;
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = previewMessage.safeParse(data);
      if (!message.success) return log.warn(`dropped an invalid message of the preview: ${message.error.message}`);
      if (message.data.type === 'ready') tell({});
      else if (message.data.type === 'again') again();
      else if (message.data.type === 'keep') keepTraining();
      else if (message.data.type === 'stop') {
        feed.stop();
        tell({ status: { kind: 'done', reason: 'stopped' } });
      } else {
        const spec = shown === null ? null : shown.fsPath;
        void saveFile(log, message.data.name, message.data.bytes, { run: null, spec });
      }
    });
    panel.onDidDispose(() => {
      view = null;
      feed.stop();
      allowKeeping();
    });
    showPage(panel, context.extensionUri, PREVIEW.name, translation);
  }

  const isShown = ({ uri }: TextDocument) => view !== null && uri.toString() === shown?.toString();
  const subscriptions = [
    workspace.onDidSaveTextDocument((document) => {
      if (isShown(document)) train(document);
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !isShown(document)) return;
      feed.stop();
      tell({ status: { kind: 'edited' } });
    }),
    // Like other previews, it follows the active editor.
    window.onDidChangeActiveTextEditor((editor) => {
      if (view === null || editor === undefined || !isFlowDocument(editor.document)) return;
      if (editor.document.uri.scheme === 'file' && !isShown(editor.document)) train(editor.document);
    }),
    workspace.onDidGrantWorkspaceTrust(again),
    feed,
  ];

  return {
    keepTraining,
    open(document) {
      if (view === null) {
        const placement = { viewColumn: sideColumn(), preserveFocus: true };
        adopt(window.createWebviewPanel(viewType(PREVIEW.name), titleOf(document, formatStrings), placement));
      } else view.reveal(undefined, true);
      train(document);
    },
    async restore(panel, state) {
      const known = previewState.safeParse(state);
      if (!known.success || view !== null) return panel.dispose();
      adopt(panel);
      const spec = Uri.parse(known.data.spec);
      const document = await workspace.openTextDocument(spec).then(
        (found) => found,
        () => null,
      );
      // The spec was deleted.
      if (document === null) panel.dispose();
      else train(document);
    },
    dispose: () => Disposable.from(...subscriptions).dispose(),
  };
}

/** After the last step of the spec, its learning rate has reached its end. */
function canContinue(status: PreviewSnapshot['status']): boolean {
  return status.kind === 'done' && status.reason !== 'steps';
}

function nameOf({ uri }: TextDocument): string {
  return basename(uri.path, '.flow.json');
}

function titleOf(document: TextDocument, strings: FormatStrings): string {
  return panelTitle(PREVIEW.name, [{ name: nameOf(document) }], strings);
}
