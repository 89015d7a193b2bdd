/** Connections that send bytes instead of WebSocket traffic, before and after the upgrade. */
import { connect } from 'node:net';
import fc from 'fast-check';
import type { Discovery } from '../../protocol/discovery.ts';
import { isServed } from './frame-storm.ts';
import { upgradeRequest } from './raw-http.ts';

export interface GarbageStorm {
  readonly connections: number;
  /** Connections that the daemon left open. */
  readonly open: number;
  readonly unserved: number;
}

const AT_ONCE = 100;
/** Much longer than the daemon waits for a request's headers, on any machine. Milliseconds. */
const PATIENCE = 60_000;

const bytes = fc.uint8Array({ minLength: 1, maxLength: 4096 });
const lines = fc.array(fc.string({ maxLength: 200 }), { maxLength: 40 }).map((list) => Buffer.from(list.join('\r\n')));

/** Half of the connections upgrade honestly and then send bytes that are no frames. */
export async function garbageStorm(discovery: Discovery, connections: number, seed: number): Promise<GarbageStorm> {
  const samples = fc.sample(fc.tuple(fc.oneof(bytes, lines), fc.boolean(), fc.boolean()), {
    numRuns: connections,
    seed,
  });
  let open = 0;
  let unserved = 0;
  for (let i = 0; i < samples.length; i += AT_ONCE) {
    const results = await Promise.all(
      samples
        .slice(i, i + AT_ONCE)
        .map(([garbage, upgraded, ends]) => throwGarbage(discovery, garbage, upgraded, ends)),
    );
    open += results.filter((ended) => !ended).length;
    if (!(await isServed(discovery))) unserved++;
  }
  return { connections: samples.length, open, unserved };
}

/** @returns whether the connection came to an end */
function throwGarbage(
  { url, token }: Discovery,
  garbage: Uint8Array,
  upgraded: boolean,
  ends: boolean,
): Promise<boolean> {
  const { port, host } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    const finish = (ended: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve(ended);
    };
    // A frame whose announced length never comes is honest waiting after an upgrade; before it, it is not.
    const late = setTimeout(() => finish(upgraded), upgraded ? 200 : PATIENCE);
    socket.on('error', () => finish(true));
    socket.on('close', () => finish(true));
    socket.resume();
    if (upgraded) {
      socket.write(upgradeRequest('/rpc', host, token));
      socket.once('data', () => socket.write(garbage, () => ends && socket.end()));
    } else socket.write(garbage, () => ends && socket.end());
  });
}
