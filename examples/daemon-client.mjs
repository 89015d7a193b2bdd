// Talks to the Flowscope daemon with nothing but Node 22 or newer: trains a spec, prints its validation losses, and fetches
// the learned density. Start the daemon first: flowscope serve
//
//   node examples/daemon-client.mjs DISCOVERY-FILE SPEC.flow.json
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const [discoveryFile, spec] = process.argv.slice(2);
const { url, token } = JSON.parse(await readFile(discoveryFile, 'utf8'));
const headers = { Authorization: `Bearer ${token}` };

// One socket for requests and notifications, JSON-RPC 2.0 in text frames.
const rpc = await open('/rpc', headers);
const pending = new Map();
const listeners = new Map();
let last = 0;
rpc.onmessage = ({ data }) => {
  const { id, result, error, method, params } = JSON.parse(data);
  if (method !== undefined) return listeners.get(method)?.(params);
  const { resolve: done, reject } = pending.get(id);
  pending.delete(id);
  if (error) reject(new Error(`${error.message} (${error.data?.code ?? error.code})`));
  else done(result);
};

const { session } = await request('initialize', {
  processId: process.pid,
  rootUri: null,
  capabilities: {},
  initializationOptions: { trusted: true, protocol: '1.0' },
});
rpc.send(JSON.stringify({ jsonrpc: '2.0', method: 'initialized', params: {} }));

// Train, and follow the records of the run's log until it ends.
const text = await readFile(spec, 'utf8');
const { run } = await request('run/start', { spec: { text, path: resolve(spec) } });
console.log(`training ${run.name} in ${run.runDir}`);
const ended = new Promise((done) => {
  listeners.set('run/events', ({ records }) => {
    for (const record of records) {
      if (record.event === 'validation') console.log(`step ${record.step}: validation NLL ${record.nll} nats`);
      if (['done', 'interrupted', 'failed'].includes(record.event)) done();
    }
  });
});
await request('run/subscribe', { run: run.id, from: 1 });
await ended;

// Arrays do not come with results: they are named there, and fetched over the second socket.
const density = await request('inspect/density', { run: run.id, checkpoint: 'best', width: 64, height: 64 });
const data = await open('/data', { ...headers, 'X-Flowscope-Session': session });
const logProb = await fetchArray(data, density.logProb);
console.log(
  `density on ${density.extent.map((value) => value.toFixed(2))}: the integral is ${density.integral.toFixed(4)},`,
);
console.log(`the highest log q is ${Math.max(...logProb).toFixed(3)} nats per unit²`);
rpc.close();
data.close();

function request(method, params) {
  return new Promise((done, reject) => {
    pending.set(++last, { resolve: done, reject });
    rpc.send(JSON.stringify({ jsonrpc: '2.0', id: last, method, params }));
  });
}

function open(path, own) {
  return new Promise((done, reject) => {
    const socket = new WebSocket(url + path, { headers: own });
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => done(socket);
    socket.onerror = ({ message }) => reject(new Error(message));
  });
}

/** Parts of at most 1 MiB: "FLW1", u32 length of the JSON header, the header, zeros up to a multiple of 8 bytes, values. */
function fetchArray(socket, { array, dtype, bytes }) {
  const whole = new Uint8Array(bytes);
  let received = 0;
  return new Promise((done) => {
    socket.onmessage = ({ data: frame }) => {
      const length = new DataView(frame).getUint32(4, true);
      const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 8, length)));
      const part = new Uint8Array(frame, Math.ceil((8 + length) / 8) * 8);
      whole.set(part, header.offset);
      received += part.length;
      const types = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };
      if (received === bytes) done(new types[dtype](whole.buffer));
    };
    socket.send(JSON.stringify({ get: array }));
  });
}
