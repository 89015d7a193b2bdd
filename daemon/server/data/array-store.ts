/** Arrays offered to a session that it has not fetched yet, bounded in bytes, number and lifetime. */
import type { ArrayReference, Dtype } from '../../../protocol/rpc/array-reference.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { LIMITS } from '../limits.ts';
import type { OutgoingArray } from '../session.ts';

export interface StoreLimits {
  readonly bytes: number;
  readonly arrays: number;
  /** Milliseconds. */
  readonly lifetime: number;
}

export interface ArrayStore {
  /** @throws FlowscopeError `too-large` */
  offer(array: OutgoingArray, signal?: AbortSignal): ArrayReference;
  /** Returns the array and stops its expiry; it still counts toward the limits until it is dropped. */
  hold(id: number): OutgoingArray | null;
  has(id: number): boolean;
  drop(id: number): void;
  clear(): void;
  readonly bytes: number;
}

interface Entry {
  readonly array: OutgoingArray;
  readonly timer: NodeJS.Timeout;
  readonly forget: () => void;
}

const CONSTRUCTORS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

const DEFAULTS: StoreLimits = { bytes: LIMITS.arrayBytes, arrays: LIMITS.arrays, lifetime: LIMITS.arrayLifetime };

export function arrayStore(limits: StoreLimits = DEFAULTS): ArrayStore {
  const entries = new Map<number, Entry>();
  let bytes = 0;
  let last = 0;
  let closed = false;

  const drop = (id: number) => {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    bytes -= entry.array.values.byteLength;
    clearTimeout(entry.timer);
    entry.forget();
  };

  return {
    offer(array, signal) {
      const { dtype, shape, values } = array;
      checkArray(dtype, shape, values);
      const size = values.byteLength;
      const reference = { array: ++last, dtype, shape: [...shape], bytes: size };
      // Nobody will fetch it: the request was aborted or the session has ended.
      if (signal?.aborted || closed) return reference;
      if (bytes + size > limits.bytes || entries.size >= limits.arrays) {
        throw new FlowscopeError(
          'too-large',
          `An array of ${size} bytes is too large: ${entries.size} arrays of ${bytes} bytes are waiting to be fetched (limit ${limits.arrays} and ${limits.bytes}).`,
          { hint: 'Fetch or drop arrays of earlier results, or request less at once.' },
        );
      }
      const id = reference.array;
      const abort = () => drop(id);
      signal?.addEventListener('abort', abort, { once: true });
      const timer = setTimeout(abort, limits.lifetime);
      timer.unref();
      entries.set(id, { array, timer, forget: () => signal?.removeEventListener('abort', abort) });
      bytes += size;
      return reference;
    },
    hold(id) {
      const entry = entries.get(id);
      if (entry === undefined) return null;
      clearTimeout(entry.timer);
      return entry.array;
    },
    has: (id) => entries.has(id),
    drop,
    clear() {
      closed = true;
      for (const id of [...entries.keys()]) drop(id);
    },
    get bytes() {
      return bytes;
    },
  };
}

function checkArray(dtype: Dtype, shape: readonly number[], values: OutgoingArray['values']): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length || !(values instanceof CONSTRUCTORS[dtype])) {
    throw new Error(
      `${values.length} values of ${values.constructor.name} are no ${dtype} array [${shape.join(', ')}]`,
    );
  }
}
