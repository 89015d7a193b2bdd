/** The `/data` socket of a session: sends the arrays that the client asks for, as fast as the client reads. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { type DataRequest, dataRequest, encodeDataFrame, PART_BYTES } from '../../../protocol/data-frame.ts';
import { stackOf } from '../../errors/stack-of.ts';
import { LIMITS } from '../limits.ts';
import type { Log } from '../state/log-file.ts';
import type { ArrayStore } from './array-store.ts';

export function serveData(socket: WebSocket, store: ArrayStore, log: Log): void {
  const wanted: number[] = [];
  let pumping = false;
  let wake: (() => void) | null = null;
  const open = () => socket.readyState === socket.OPEN;
  const sent = () => {
    if (socket.bufferedAmount <= LIMITS.dataUnsent) wake?.();
  };
  socket.on('close', () => wake?.());
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const request = isBinary ? null : readRequest(data.toString());
    if (request === null) socket.close(1008, 'expected {"get": array} or {"drop": array}');
    else if ('drop' in request) store.drop(request.drop);
    else if (wanted.length >= LIMITS.dataRequests) socket.close(1008, 'too many arrays requested at once');
    else {
      wanted.push(request.get);
      if (!pumping) void pump();
    }
  });

  async function pump(): Promise<void> {
    pumping = true;
    try {
      while (wanted.length > 0 && open()) await deliver(wanted.shift()!);
    } catch (error) {
      log(`/data failed: ${stackOf(error)}`);
      socket.terminate();
    }
    pumping = false;
  }

  /** Delivers an array once and then drops it, so the store does not depend on the client to release arrays. */
  async function deliver(id: number): Promise<void> {
    const array = store.hold(id);
    if (array !== null) {
      const { dtype, shape, values } = array;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const total = bytes.length;
      let offset = 0;
      do {
        await room();
        // Dropped or superseded while it was being sent.
        if (!store.has(id) || !open()) break;
        const part = bytes.subarray(offset, offset + PART_BYTES);
        socket.send(encodeDataFrame({ array: id, dtype, shape: [...shape], offset, total }, part), sent);
        offset += part.length;
        // Let other work run between two parts.
        await nextTurn();
      } while (offset < total);
      const whole = offset >= total && store.has(id);
      store.drop(id);
      if (whole) return;
    }
    await room();
    if (open()) socket.send(JSON.stringify({ gone: id }), sent);
  }

  async function room(): Promise<void> {
    while (open() && socket.bufferedAmount > LIMITS.dataUnsent) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
  }
}

function readRequest(text: string): DataRequest | null {
  try {
    return dataRequest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
