/**
 * *Verify Flow* as tests: one per layer, with a mark beside the layer's line. A layer passes if its log-det and inverse agree with
 * the exact Jacobian in float64, and the float32 engine agrees with float64. A model without layers is one test.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  type CancellationToken,
  commands,
  type Disposable,
  Location,
  l10n,
  ProgressLocation,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  type TextDocument,
  tests,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type * as z from 'zod/mini';
import { formatError } from '../../daemon/format/numbers.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { failedChecks, failedLayers } from '../../daemon/format/verification-table.ts';
import { verifySpec } from '../../protocol/rpc/verify-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { failureText, isCancellation } from '../failures.ts';
import { isFlowDocument } from '../flow-documents.ts';
import { layerPlaces } from '../language/layer-places.ts';
import { requireTrust } from '../trust.ts';
import { checkErrorText, layerErrorText, verificationText } from './verification-text.ts';

export type Verification = z.infer<typeof verifySpec.result>;

export interface VerifyTests extends Disposable {
  /** Verifies the current text and shows the result. */
  verify(document: TextDocument): Promise<void>;
}

export function verifyTests(link: DaemonLink, strings: FormatStrings): VerifyTests {
  const controller = tests.createTestController('flowscope.verify', l10n.t('Flowscope: Verify Flow'));
  const profile = controller.createRunProfile(
    l10n.t('Verify'),
    TestRunProfileKind.Run,
    async (request, token) => {
      requireTrust();
      for (const document of await documentsOf(request, controller)) {
        if (token.isCancellationRequested) return;
        // Failures are in its tests; continue with the other specs.
        await verify(document, request, token).catch(() => {});
      }
    },
    true,
  );
  /** Tests that were run: only these have marks. */
  const marked = new Set<string>();
  const update = (document: TextDocument) => {
    if (isFlowDocument(document) && document.uri.scheme === 'file') discover(controller, document, marked);
  };
  for (const document of workspace.textDocuments) update(document);
  const subscriptions = [
    workspace.onDidOpenTextDocument(update),
    // Only text that equals the file: text that is being typed is often incomplete.
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!document.isDirty) update(document);
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      for (const id of marked) if (id.startsWith(`${uri}#`)) marked.delete(id);
      controller.items.delete(uri.toString());
    }),
  ];

  async function verify(
    document: TextDocument,
    request: TestRunRequest,
    token: CancellationToken,
  ): Promise<Verification | null> {
    for (const { id } of layersOf(discover(controller, document, marked))) marked.add(id);
    const file = discover(controller, document, marked);
    const run = controller.createTestRun(request, basename(document.uri.fsPath));
    const items = layersOf(file);
    for (const item of items.length > 0 ? items : [file]) run.started(item);
    try {
      const text = document.getText();
      const { fsPath } = document.uri;
      const panel = createHash('sha256').update(fsPath).digest('hex');
      const result = await link.request(verifySpec, { spec: { text, path: fsPath }, panel }, token);
      run.appendOutput(verificationText(basename(fsPath), result).replaceAll('\n', '\r\n'));
      for (const item of items) {
        const own = result.layers.filter(({ path }) => path === pathOf(item));
        // A layer that contains others has no figures.
        if (own.length === 0) run.skipped(item);
        else if (own.every(({ ok }) => ok)) run.passed(item);
        else run.failed(item, messages(document.uri, item, own));
      }
      if (result.checks.some(({ ok }) => !ok)) run.failed(file, new TestMessage(checkErrorText(result.checks)));
      else if (items.length === 0) run.passed(file);
      return result;
    } catch (error) {
      const message = new TestMessage(failureText(error));
      // A text without layers has only the test of the file.
      for (const item of items.length > 0 ? items : [file]) {
        if (isCancellation(error)) run.skipped(item);
        else run.errored(item, message);
      }
      if (!isCancellation(error)) throw error;
      return null;
    } finally {
      run.end();
    }
  }

  return {
    async verify(document) {
      const result = await window.withProgress(
        {
          location: ProgressLocation.Notification,
          title: l10n.t('Verifying {0}', basename(document.uri.fsPath)),
          cancellable: true,
        },
        (_, token) =>
          verify(document, new TestRunRequest([discover(controller, document, marked)], undefined, profile), token),
      );
      if (result === null) return;
      const show = l10n.t('Show Tests');
      const text = conclusion(basename(document.uri.fsPath), result, strings);
      const told = result.ok ? window.showInformationMessage(text, show) : window.showWarningMessage(text, show);
      void told.then((answer) =>
        answer === show ? commands.executeCommand('workbench.view.testing.focus') : undefined,
      );
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      controller.dispose();
    },
  };
}

/**
 * Updates the tests of a spec to its current layers. Existing tests keep their results, also during a test run.
 * @param marked the tests that were run. In the margin, VS Code shows a test with a range that was not run yet as ▷, which
 * would look as the lens that trains the flow. So a test gets its range with its first result.
 */
function discover(
  controller: TestController,
  { uri, getText, positionAt }: TextDocument,
  marked: ReadonlySet<string>,
): TestItem {
  const known = controller.items.get(uri.toString());
  const file = known ?? controller.createTestItem(uri.toString(), basename(uri.fsPath), uri);
  if (known === undefined) controller.items.add(file);
  file.children.replace(
    layerPlaces(getText()).map(({ path, type, offset }, i) => {
      const id = `${uri}#${path}`;
      const label = `${path} ${type}`;
      const item = file.children.get(id) ?? controller.createTestItem(id, label, uri);
      item.label = label;
      item.sortText = String(i).padStart(5, '0');
      // Reset it even if it is equal: replacing the whole text moves the marks.
      item.range = undefined;
      if (marked.has(id)) item.range = new Range(positionAt(offset), positionAt(offset));
      return item;
    }),
  );
  return file;
}

async function documentsOf(request: TestRunRequest, controller: TestController): Promise<readonly TextDocument[]> {
  const items = request.include ?? [...controller.items].map(([, item]) => item);
  const uris = new Map<string, Uri>(items.flatMap(({ uri }) => (uri === undefined ? [] : [[uri.toString(), uri]])));
  return Promise.all([...uris.values()].map((uri) => workspace.openTextDocument(uri)));
}

function layersOf(file: TestItem): readonly TestItem[] {
  return [...file.children].map(([, item]) => item);
}

function pathOf({ id }: TestItem): string {
  return id.slice(id.indexOf('#') + 1);
}

function messages(uri: Uri, { range }: TestItem, layers: Verification['layers']): TestMessage[] {
  return layers
    .filter(({ ok }) => !ok)
    .map((layer) => {
      const text = layerErrorText(layer);
      const message = new TestMessage(
        layer.turn.length === 0
          ? text
          : l10n.t({
              message: 'iteration {0}: {1}',
              args: [layer.turn.join(), text],
              comment: 'An iteration of a repeat layer.',
            }),
      );
      if (range !== undefined) message.location = new Location(uri, range);
      return message;
    });
}

function conclusion(
  name: string,
  { ok, layers, checks, logDetError, roundTripError, points }: Verification,
  strings: FormatStrings,
): string {
  if (checks.length > 0) {
    const failed = [failedChecks(checks), failedLayers(layers)].filter((text) => text !== '').join(', ');
    return ok
      ? l10n.t(
          '{0} passed verification: {1}, float64, {2} points.',
          name,
          strings.checkCount({ count: checks.length }),
          points,
        )
      : l10n.t('{0} failed verification: {1}.', name, failed);
  }
  const n = layers.length;
  const count = layers.filter((layer) => !layer.ok).length;
  const errors = l10n.t(
    'log-det error ≤ {0} nats, round trip ≤ {1}, float64, {2} points',
    formatError(logDetError ?? Number.NaN),
    formatError(roundTripError ?? Number.NaN),
    points,
  );
  return ok
    ? l10n.t('{0} passed verification: {1}, {2}.', name, strings.layerCount({ count: n - count }), errors)
    : l10n.t('{0} failed verification: {1} ({2}).', name, strings.layersExceed({ count, n }), errors);
}
