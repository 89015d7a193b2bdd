/** Malformed and hostile messages over one `/rpc` and one `/data` connection after the other. */
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { initialize } from './raw-rpc.ts';

const METHODS = [
  'initialize',
  'shutdown',
  'exit',
  '$/cancelRequest',
  '$/setTrace',
  '$/progress',
  'initialized',
  'daemon/info',
  'run/start',
  'run/list',
  'run/get',
  'run/subscribe',
  'run/series',
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/hover',
  'textDocument/completion',
  'workspace/didChangeWorkspaceFolders',
  'window/workDoneProgress/cancel',
  'x',
] as const;

const method = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...METHODS) }, fc.string());
const id = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.double(), fc.jsonValue());
const params = fc.oneof(
  fc.jsonValue(),
  fc.record({ id }),
  fc.record({ run: fc.string(), from: fc.jsonValue() }),
  fc.record({
    textDocument: fc.record({ uri: fc.webUrl(), text: fc.string(), version: fc.integer() }),
    position: fc.jsonValue(),
  }),
);
const parts = fc.record(
  { jsonrpc: fc.constantFrom('2.0', '2.0', '2.0', '1.0', 2), id, method, params },
  { requiredKeys: [] },
);
const answer = fc.record(
  { jsonrpc: fc.constant('2.0'), id, result: fc.jsonValue(), error: fc.jsonValue() },
  { requiredKeys: [] },
);
const nested = fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));

export const hostileText = fc.oneof(
  { weight: 6, arbitrary: parts.map((message) => JSON.stringify(message)) },
  { weight: 2, arbitrary: answer.map((message) => JSON.stringify(message)) },
  { weight: 2, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: nested },
  // The beginning of something valid.
  {
    weight: 2,
    arbitrary: fc.tuple(parts, fc.nat(60)).map(([message, length]) => JSON.stringify(message).slice(0, length)),
  },
);
const dataText = fc.oneof(
  fc.record({ get: fc.oneof(fc.integer(), fc.jsonValue()) }).map((value) => JSON.stringify(value)),
  fc.record({ drop: fc.oneof(fc.integer(), fc.jsonValue()) }).map((value) => JSON.stringify(value)),
  fc.string(),
);

export interface FrameStorm {
  readonly frames: number;
  /** Connections that it took: hostile ones are closed. */
  readonly connections: number;
  /** Each time that an honest client was not served in between. */
  readonly unserved: number;
}

const PER_CONNECTION = 250;

export async function frameStorm(
  discovery: Discovery,
  frames: number,
  seed: number,
  onProgress: () => Promise<void> = async () => {},
): Promise<FrameStorm> {
  const samples = fc.sample(fc.tuple(hostileText, dataText), { numRuns: frames, seed });
  let connections = 0;
  let unserved = 0;
  let sent = 0;
  while (sent < frames) {
    connections++;
    const batch = samples.slice(sent, sent + PER_CONNECTION);
    // Every tenth connection is hostile before it is initialized.
    sent += await hostileConnection(discovery, batch, connections % 10 !== 0);
    if (connections % 4 === 0 && !(await isServed(discovery))) unserved++;
    if (connections % 20 === 0) await onProgress();
  }
  return { frames: sent, connections, unserved };
}

/** @returns how many of the frames were sent before the daemon closed the connection */
async function hostileConnection(
  { url, token }: Discovery,
  batch: readonly (readonly [string, string])[],
  initialized: boolean,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${url}/rpc`, { headers });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise((resolve) => socket.on('open', resolve));
  let data: WebSocket | null = null;
  if (initialized) {
    const session = new Promise<string>((resolve) =>
      socket.once('message', (text) => {
        resolve((JSON.parse(String(text)) as { result: { session: string } }).result.session);
      }),
    );
    socket.send(JSON.stringify(initialize()));
    data = new WebSocket(`${url}/data`, { headers: { ...headers, 'x-flowscope-session': await session } });
    data.on('error', () => {});
    const open = data;
    await new Promise((resolve) => open.on('open', resolve));
  }
  let sent = 0;
  for (const [text, dataFrame] of batch) {
    if (socket.readyState !== socket.OPEN) break;
    socket.send(text);
    if (data?.readyState === WebSocket.OPEN) data.send(dataFrame);
    sent++;
    if (sent % 25 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  // Everything before it is worked off when this is answered, with whatever answer.
  const last = new Promise<void>((resolve) => {
    socket.on('message', (text) => {
      if (String(text).includes('"id":"the last"')) resolve();
    });
  });
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 'the last', method: 'daemon/info', params: {} }));
    await Promise.race([last, closed]);
  }
  data?.close();
  socket.close();
  const late = setTimeout(() => socket.terminate(), 5000);
  await closed;
  clearTimeout(late);
  return Math.max(1, sent);
}

export async function isServed(discovery: Discovery): Promise<boolean> {
  try {
    const client = await connectDaemon({ discovery, timeout: 10_000 });
    const { instance } = await client.request(daemonInfo, {}, { signal: AbortSignal.timeout(10_000) });
    await client.close();
    return instance === discovery.instance;
  } catch {
    return false;
  }
}
