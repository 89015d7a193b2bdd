/** The client's side of the `/data` socket, which delivers arrays. */
import type { RawData, WebSocket } from 'ws';
import { type ArrayAssembly, assembleArray } from '../../protocol/array-assembly.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { dataGone, decodeDataFrame } from '../../protocol/data-frame.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';

export interface DataClient {
  /** Each array can be fetched once. @throws FlowscopeError `array-gone`, `connection-lost` */
  fetch(reference: ArrayReference): Promise<ArrayValues>;
  drop(reference: ArrayReference): void;
}

interface Pending {
  readonly assembly: ArrayAssembly;
  resolve(values: ArrayValues): void;
  reject(error: Error): void;
}

export function dataClient(socket: WebSocket): DataClient {
  const pending = new Map<number, Pending>();
  socket.on('close', () => {
    for (const { reject } of pending.values()) {
      reject(connectionLost());
    }
    pending.clear();
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) part(data as Buffer);
    else gone(data.toString());
  });

  function part(bytes: Buffer): void {
    const frame = decodeDataFrame(bytes);
    const id = frame.header.array;
    const entry = pending.get(id);
    if (entry === undefined) return;
    try {
      const values = entry.assembly.add(frame);
      if (values === null) return;
      entry.resolve(values);
    } catch (error) {
      entry.reject(error as Error);
    }
    pending.delete(id);
  }

  function gone(text: string): void {
    const id = dataGone.parse(JSON.parse(text)).gone;
    pending
      .get(id)
      ?.reject(
        new FlowscopeError(
          'array-gone',
          `Array ${id} is no longer available: it was dropped, superseded, fetched or has expired.`,
        ),
      );
    pending.delete(id);
  }

  return {
    fetch: (reference) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== socket.OPEN) {
          reject(connectionLost());
          return;
        }
        pending.set(reference.array, { assembly: assembleArray(reference), resolve, reject });
        socket.send(JSON.stringify({ get: reference.array }));
      }),
    drop({ array }) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ drop: array }));
    },
  };
}

function connectionLost(): FlowscopeError {
  return new FlowscopeError('connection-lost', 'The data connection to the daemon was lost.');
}
