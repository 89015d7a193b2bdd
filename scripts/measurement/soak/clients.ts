/** Three clients of a daemon that work as people do: one trains, one inspects, one edits. Each acts until it is told to stop. */
import { pathToFileURL } from 'node:url';
import type { DaemonConnection } from '../../../daemon/client/connect-daemon.ts';
import { isJsonObject } from '../../../daemon/encoding/json.ts';
import { FlowscopeError } from '../../../daemon/errors/flowscope-error.ts';
import { type RandomStream, randomStream } from '../../../daemon/random/random-stream.ts';
import {
  runDelete,
  runEvents,
  runList,
  runPause,
  runResume,
  runSeries,
  runStart,
  runStop,
  runSubscribe,
  runUnsubscribe,
  runWatch,
} from '../../../protocol/rpc/run-methods.ts';

export interface Place {
  readonly spec: string;
  readonly text: string;
}

export interface Tally {
  runs: number;
  events: number;
  /** Sequence numbers that were missing or came twice. */
  gaps: number;
  inspections: number;
  edits: number;
  arrays: number;
}

const pick = (random: RandomStream, count: number) => Math.min(count - 1, Math.floor(uniform(random) * count));
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function uniform(random: RandomStream): number {
  const value = new Float32Array(1);
  random.fillUniform(value);
  return value[0]!;
}

/** Starts, follows, pauses, stops, resumes and deletes runs; asks for the curves it would draw. */
export async function trainer(
  daemon: DaemonConnection,
  place: Place,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const random = randomStream(1, 'soak', 'trainer');
  const last = new Map<number, number>();
  daemon.onNotification(runEvents, ({ subscription, records }) => {
    for (const { seq } of records) {
      if (seq !== (last.get(subscription) ?? 0) + 1) tally.gaps++;
      last.set(subscription, seq);
      tally.events++;
    }
  });
  await daemon.request(runWatch, {});
  while (!signal.aborted) {
    const { run } = await daemon.request(runStart, { spec: { text: place.text, path: place.spec }, seed: tally.runs });
    tally.runs++;
    const { subscription } = await daemon.request(runSubscribe, { run: run.runDir });
    for (let round = 0; round < 4 && !signal.aborted; round++) {
      await sleep(300 + 900 * uniform(random));
      const { series } = await daemon.request(runSeries, {
        run: run.runDir,
        keys: ['loss', 'gradientNorm'],
        buckets: 400,
      });
      for (const { values } of series) {
        await daemon.fetchArray(values);
        tally.arrays++;
      }
    }
    await tolerant(async () => {
      await daemon.request(runPause, { run: run.id });
      await sleep(200);
      await daemon.request(runResume, { run: run.id });
      await sleep(300);
      await daemon.request(runStop, { run: run.id });
    });
    await daemon.request(runUnsubscribe, { subscription });
    const { runs } = await daemon.request(runList, {});
    for (const old of runs.filter(({ owned }) => !owned).slice(6)) {
      await tolerant(() => daemon.request(runDelete, { run: old.runDir }));
    }
  }
}

const INSPECTIONS = [
  ['inspect/layers', { n: 512 }],
  ['inspect/samples', { n: 256 }],
  ['inspect/density', { width: 64, height: 64 }],
  ['inspect/traversal', {}],
  ['inspect/latents', { n: 512 }],
] as const;

/** Looks at the newest checkpoints of whatever runs there are, often before the last answer came. */
export async function inspector(daemon: DaemonConnection, tally: Tally, signal: AbortSignal): Promise<void> {
  const random = randomStream(2, 'soak', 'inspector');
  while (!signal.aborted) {
    await sleep(200 + 800 * uniform(random));
    const { runs } = await daemon.request(runList, {});
    const trained = runs.filter(({ checkpoints }) => checkpoints.length > 0);
    const run = trained[pick(random, trained.length)];
    if (run === undefined) continue;
    const [method, params] = INSPECTIONS[pick(random, INSPECTIONS.length)]!;
    await tolerant(async () => {
      const result = await daemon.call(method, { run: run.runDir, panel: method, ...params });
      tally.inspections++;
      for (const reference of references(result)) {
        await daemon.fetchArray(reference);
        tally.arrays++;
      }
    });
  }
}

/** Types into a spec, and asks for what an editor asks for. */
export async function editor(daemon: DaemonConnection, place: Place, tally: Tally, signal: AbortSignal): Promise<void> {
  const random = randomStream(3, 'soak', 'editor');
  const uri = pathToFileURL(place.spec.replace('.flow.json', '-edited.flow.json')).href;
  const lines = place.text.split('\n');
  let version = 1;
  daemon.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'flowscope', version, text: lines.join('\n') },
  });
  const textDocument = { uri };
  while (!signal.aborted) {
    const line = pick(random, lines.length);
    const character = pick(random, lines[line]!.length + 1);
    const position = { line, character };
    const typed = ['"', ' ', '{', 'x', ','][pick(random, 5)]!;
    const change = (range: object, text: string) =>
      daemon.notify('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text }],
      });
    change({ start: position, end: position }, typed);
    await daemon.call('textDocument/completion', { textDocument, position: { line, character: character + 1 } });
    await daemon.call('textDocument/hover', { textDocument, position });
    await sleep(100 + 200 * uniform(random));
    change({ start: position, end: { line, character: character + 1 } }, '');
    await daemon.call('textDocument/documentSymbol', { textDocument });
    await daemon.call('textDocument/codeLens', { textDocument });
    await daemon.call('textDocument/inlayHint', {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } },
    });
    tally.edits++;
    await sleep(100);
  }
  daemon.notify('textDocument/didClose', { textDocument });
}

/** A run may end, or be deleted by another client, between two requests: that is no fault. Anything else is. */
const EXPECTED: ReadonlySet<string> = new Set([
  'run-not-active',
  'run-not-found',
  'run-active',
  'checkpoint',
  'array-gone',
]);

async function tolerant(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof FlowscopeError && EXPECTED.has(error.code))) throw error;
  }
}

interface Reference {
  readonly array: number;
  readonly dtype: 'float32';
  readonly shape: number[];
  readonly bytes: number;
}

/** Every array that a result names. */
function references(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isJsonObject(value as never)) return [];
  const object = value as Record<string, unknown>;
  if (typeof object.array === 'number' && 'dtype' in object) return [object as unknown as Reference];
  return Object.values(object).flatMap(references);
}
