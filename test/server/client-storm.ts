/** Many windows at once, each typing in a spec of its own, one of them stalled: it asks on and never reads. */
import { setTimeout as delay } from 'node:timers/promises';
import { connectDaemon, type DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { openSocket } from '../../daemon/client/open-socket.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { largeSpec } from '../language/large-spec.ts';
import { residentMemory } from './daemon-process.ts';
import { initialize } from './raw-rpc.ts';

export interface ClientStorm {
  /** Milliseconds from the request to its answer, of every completion. */
  readonly times: readonly number[];
  /** Resident memory of the daemon with all clients there, and the most of it while one is stalled; bytes. */
  readonly memoryBefore: number;
  readonly memoryMost: number;
  /** Completions without what belongs there. */
  readonly wrong: number;
}

export interface ClientStormOptions {
  readonly clients: number;
  /** Of each client's spec. */
  readonly lines: number;
  /** Edits and completions of each client. */
  readonly edits: number;
  /** Between two edits of a client, milliseconds. */
  readonly pause: number;
  /** For the checks of the opened texts, milliseconds; default 2 s and 20 ms for each client. */
  readonly settle?: number;
}

const TYPED = '{ "type": "';
const PLACE = '    { "type": "permutation"';

export async function clientStorm(discovery: Discovery, options: ClientStormOptions): Promise<ClientStorm> {
  const { clients, lines, edits, pause, settle = 2000 + clients * 20 } = options;
  const text = largeSpec(lines);
  const connections = await Promise.all(Array.from({ length: clients - 1 }, (_v, i) => openWindow(discovery, i, text)));
  // The checks of the opened texts.
  await delay(settle);
  const memoryBefore = await residentMemory(discovery.pid);
  let memoryMost = memoryBefore;
  const watch = setInterval(() => {
    void residentMemory(discovery.pid).then((bytes) => {
      memoryMost = Math.max(memoryMost, bytes);
    });
  }, 100);
  const stalled = await stall(discovery, text);
  const results = await Promise.all(
    connections.map(async (client, i) => {
      // Windows do not type in step.
      await delay((pause * i) / clients);
      return type(client, i, text, edits, pause);
    }),
  );
  clearInterval(watch);
  stalled();
  await Promise.all(connections.map((client) => client.close()));
  return {
    times: results.flatMap(({ times }) => times),
    wrong: results.reduce((sum, { wrong }) => sum + wrong, 0),
    memoryBefore,
    memoryMost,
  };
}

const uriOf = (i: number | string) => `file:///nowhere/window-${i}.flow.json`;

export async function openWindow(discovery: Discovery, i: number, text: string): Promise<DaemonConnection> {
  const client = await connectDaemon({ discovery, timeout: 20_000 });
  client.notify('textDocument/didOpen', {
    textDocument: { uri: uriOf(i), languageId: 'flowscope', version: 1, text },
  });
  return client;
}

export async function type(client: DaemonConnection, i: number, text: string, edits: number, pause: number) {
  const at = text.split('\n').findIndex((line) => line.startsWith(PLACE));
  const times: number[] = [];
  let wrong = 0;
  const change = (version: number, endLine: number, replacement: string) =>
    client.notify('textDocument/didChange', {
      textDocument: { uri: uriOf(i), version },
      contentChanges: [
        { range: { start: { line: at, character: 0 }, end: { line: endLine, character: 0 } }, text: replacement },
      ],
    });
  for (let edit = 0; edit < edits; edit++) {
    const began = performance.now();
    change(2 * edit + 2, at, `    ${TYPED}" },\n`);
    const answer = (await client.call('textDocument/completion', {
      textDocument: { uri: uriOf(i) },
      position: { line: at, character: 4 + TYPED.length },
    })) as { items?: unknown[] } | readonly { label: string }[];
    times.push(performance.now() - began);
    const items = (Array.isArray(answer) ? answer : ((answer as { items?: unknown[] }).items ?? [])) as {
      label: string;
    }[];
    if (!items.some(({ label }) => label === 'spline-coupling')) wrong++;
    change(2 * edit + 3, at + 1, '');
    await delay(Math.max(0, pause - (performance.now() - began)));
  }
  return { times, wrong };
}

/** Asks for the symbols of its text again and again and never reads. @returns what ends it */
async function stall(discovery: Discovery, text: string): Promise<() => void> {
  const socket = await openSocket(discovery, '/rpc', { timeout: 20_000 });
  const answered = new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify(initialize()));
  await answered;
  const textDocument = { uri: uriOf('stalled') };
  const send = (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { ...textDocument, languageId: 'flowscope', version: 1, text } },
  });
  socket.pause();
  let id = 0;
  const timer = setInterval(() => {
    // What the client itself cannot send piles up here, not there.
    for (let i = 0; i < 20 && socket.bufferedAmount < 1024 * 1024; i++) {
      send({ id: ++id, method: 'textDocument/documentSymbol', params: { textDocument } });
    }
  }, 20);
  return () => {
    clearInterval(timer);
    socket.terminate();
  };
}
