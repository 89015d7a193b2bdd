/** Requests the pictures of a preview and passes them on in order, skipping outdated ones. */
import { CancellationTokenSource, type Disposable } from 'vscode';
import type * as z from 'zod/mini';
import type { PreviewPicture } from '../../protocol/panel/preview-messages.ts';
import { MOST_PREVIEW_SECONDS, previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { isCancellation } from '../failures.ts';

type Update = z.output<typeof previewUpdate.params>;
export type PreviewResult = z.output<typeof previewTrain.result>;

export interface PreviewFeed extends Disposable {
  /** A preview is training. */
  readonly busy: boolean;
  /** Trains a text and cancels the current preview. @param keeps goes on where the last one ended */
  start(spec: { readonly text: string; readonly path: string }, keeps: boolean): void;
  /** Cancels the current preview. */
  stop(): void;
}

export interface PreviewFeedOptions {
  readonly link: DaemonLink;
  /** Identifies the requests of this preview. */
  readonly panel: string;
  readonly onPicture: (picture: PreviewPicture) => void;
  /** Called after the last picture. */
  readonly onDone: (result: PreviewResult) => void;
  readonly onFailed: (error: unknown) => void;
}

/** An older daemon does not know these parameters, which are sent only when they are needed. */
const KEEPING = { continue: true, seconds: MOST_PREVIEW_SECONDS };

export function previewFeed({ link, panel, onPicture, onDone, onFailed }: PreviewFeedOptions): PreviewFeed {
  let current: CancellationTokenSource | null = null;
  /** The last request that sent pictures, and the first one whose pictures are shown. */
  let seen = 0;
  let wanted = 0;
  let rows: ArrayBuffer | null = null;
  let next: Update | null = null;
  let fetching: Promise<void> | null = null;

  link.onNotification(previewUpdate, (update) => {
    if (update.panel !== panel) return;
    if (update.request > seen) rows = null;
    seen = Math.max(seen, update.request);
    if (update.request < wanted) return;
    // This replaces a waiting update, but only the first update of a request has the rows.
    next = { ...update, rows: update.rows ?? next?.rows ?? null };
    fetching ??= fetchAll().finally(() => {
      fetching = null;
    });
  });

  async function fetchAll(): Promise<void> {
    while (next !== null) {
      const update = next;
      next = null;
      try {
        const picture = await fetchPicture(update);
        if (update.request >= wanted) onPicture(picture);
      } catch (error) {
        // Ignore the failure of a cancelled request: its arrays no longer exist.
        if (update.request >= wanted && current !== null) onFailed(error);
      }
    }
  }

  async function fetchPicture(update: Update): Promise<PreviewPicture> {
    const bytes = async (array: Update['density']) => (await link.fetchArray(array)).buffer;
    const [density, samples, own] = await Promise.all([
      bytes(update.density),
      bytes(update.samples),
      update.rows === null ? null : bytes(update.rows),
    ]);
    rows = own ?? rows;
    const { step, loss, validation, elapsed, unit, warm, columns, extent } = update;
    const [height = 0, width = 0] = update.density.shape;
    return {
      ...{ step, loss, validation, elapsed, unit, warm, columns, extent },
      density: { width, height, values: density },
      samples,
      rows,
    };
  }

  const stop = () => {
    current?.cancel();
    current?.dispose();
    current = null;
    wanted = seen + 1;
    next = null;
  };
  return {
    get busy() {
      return current !== null;
    },
    start(spec, keeps) {
      stop();
      const own = new CancellationTokenSource();
      current = own;
      link
        .request(previewTrain, { spec, panel, ...(keeps ? KEEPING : {}) }, own.token)
        .then(async (result) => {
          await fetching;
          if (current !== own) return;
          current = null;
          onDone(result);
        })
        .catch((error: unknown) => {
          if (current !== own) return;
          current = null;
          if (!isCancellation(error)) onFailed(error);
        });
    },
    stop,
    dispose: stop,
  };
}
