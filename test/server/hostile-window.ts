/** One window opens hostile documents and data files while another one types. */
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { connectDaemon, type DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { MAKERS } from '../../daemon/spec/testing/hostile-documents.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { defineNotification } from '../../protocol/rpc/method.ts';
import { largeSpec } from '../language/large-spec.ts';
import { openWindow, type } from './client-storm.ts';
import { residentMemory } from './daemon-process.ts';
import { writeHostileFiles } from './hostile-files.ts';

export const diagnosticsOf = defineNotification(
  'textDocument/publishDiagnostics',
  z.looseObject({ uri: z.string(), diagnostics: z.array(z.looseObject({ message: z.string() })) }),
);

export interface HostileWindow {
  /** Milliseconds from each completion's request in the other window to its answer. */
  readonly times: readonly number[];
  /** Likewise of a window of the control, which types at the same moments: what the machine takes. */
  readonly controlTimes: readonly number[];
  /** Completions without what belongs there. */
  readonly wrong: number;
  readonly documents: number;
  readonly files: number;
  /** Documents without any diagnostic. */
  readonly silent: readonly string[];
  /** Documents that stopped the analysis of their window. */
  readonly stopped: readonly string[];
  /** Resident memory of the daemon before, at most, and after the hostile window has closed its documents; bytes. */
  readonly memoryBefore: number;
  readonly memoryMost: number;
  readonly memoryAfter: number;
  /** Milliseconds from the last close to `memoryAfter`. */
  readonly settle: number;
}

export interface HostileWindowOptions {
  readonly folder: string;
  /** Of each document. */
  readonly bytes: number;
  /** Number of documents and files together; default: all. */
  readonly most?: number;
  /** Another daemon, which has no hostile window. */
  readonly control?: Discovery;
}

/** Between two edits, milliseconds. */
const PAUSE = 100;
const PATIENCE = 120_000;
/** The thread of the hostile window ends 10 s after its last document, and V8 keeps its pages for another 8 s. */
const SETTLE = 30_000;
const MOST_MESSAGE = 15_000_000;

export async function hostileWindow(discovery: Discovery, options: HostileWindowOptions): Promise<HostileWindow> {
  const { folder, bytes, most = Number.POSITIVE_INFINITY, control } = options;
  const files = await writeHostileFiles(folder);
  const texts = Object.entries(MAKERS).map(([name, make]) => ({
    path: `/nowhere/${name}.flow.json`,
    text: fitting(make, bytes),
  }));
  const hostile = [...files, ...texts].slice(0, most);
  const text = largeSpec(200);
  const daemons = [discovery, ...(control === undefined ? [] : [control])];
  const windows = await Promise.all(daemons.map((daemon) => openWindow(daemon, 1, text)));
  const typeIn = (edits: number) => Promise.all(windows.map((window) => type(window, 1, text, edits, PAUSE)));
  const client = await connectDaemon({ discovery, folders: [folder], timeout: 20_000 });
  // Code that runs for the first time stays compiled.
  await typeIn(100);
  await openAll(client, [{ path: '/nowhere/sound.flow.json', text }, ...files.slice(0, 1)]);
  await delay(SETTLE);
  const memoryBefore = await residentMemory(discovery.pid);
  let memoryMost = memoryBefore;
  const watch = setInterval(() => {
    void residentMemory(discovery.pid).then(
      (bytes) => {
        memoryMost = Math.max(memoryMost, bytes);
      },
      // The daemon has ended, which the test finds.
      () => {},
    );
  }, 50);
  let done = false;
  const times: number[] = [];
  const controlTimes: number[] = [];
  let wrong = 0;
  const typed = (async () => {
    while (!done) {
      const [beside, apart] = await typeIn(10);
      times.push(...beside!.times);
      controlTimes.push(...(apart?.times ?? []));
      wrong += beside!.wrong;
    }
  })();
  const { silent, stopped } = await openAll(client, hostile).finally(() => {
    done = true;
    clearInterval(watch);
  });
  await typed;
  await delay(SETTLE);
  const memoryAfter = await residentMemory(discovery.pid);
  await Promise.all([...windows, client].map((each) => each.close()));
  return {
    times,
    controlTimes,
    wrong,
    documents: hostile.filter(({ path }) => path.startsWith('/nowhere')).length,
    files: hostile.filter(({ path }) => !path.startsWith('/nowhere')).length,
    silent,
    stopped,
    memoryBefore,
    memoryMost,
    memoryAfter,
    settle: SETTLE,
  };
}

/** Escapes make a message longer than its text; the daemon takes 16 MiB. */
function fitting(make: (bytes: number) => string, bytes: number): string {
  const text = make(bytes);
  return JSON.stringify(text).length < MOST_MESSAGE ? text : fitting(make, bytes / 2);
}

/** Opens each document, waits for what is said of it, asks for everything else, and closes it. */
async function openAll(client: DaemonConnection, hostile: readonly { readonly path: string; readonly text: string }[]) {
  const said = new Map<string, readonly { readonly message: string }[]>();
  client.onNotification(diagnosticsOf, ({ uri, diagnostics }) => void said.set(uri, diagnostics));
  const silent: string[] = [];
  const stopped: string[] = [];
  for (const { path, text } of hostile) {
    const { href: uri } = pathToFileURL(path);
    const textDocument = { uri };
    client.notify('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'flowscope', version: 1, text },
    });
    const until = performance.now() + PATIENCE;
    const ask = (method: string, more: object = {}) => client.call(method, { textDocument, ...more }).catch(() => null);
    await Promise.all([
      ask('textDocument/documentSymbol'),
      ask('textDocument/foldingRange'),
      ask('textDocument/hover', { position: { line: 0, character: 3 } }),
    ]);
    while (!said.has(uri) && performance.now() < until) await delay(20);
    const messages = said.get(uri)?.map(({ message }) => message) ?? [];
    if (messages.length === 0) silent.push(path);
    if (messages.some((message) => message.startsWith('this text is not checked'))) stopped.push(path);
    client.notify('textDocument/didClose', { textDocument });
  }
  return { silent, stopped };
}
