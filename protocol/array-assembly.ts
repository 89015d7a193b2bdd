/** Reassembles an array from its parts. Also runs in browsers. */
import { type ArrayValues, valuesOf } from './array-values.ts';
import type { DataFrame } from './data-frame.ts';
import type { ArrayReference } from './rpc/array-reference.ts';

export interface ArrayAssembly {
  /** Returns the values once the last part has arrived, else null. @throws Error if the part is not the next one */
  add(frame: DataFrame): ArrayValues | null;
}

export function assembleArray(reference: ArrayReference): ArrayAssembly {
  const bytes = new Uint8Array(reference.bytes);
  let filled = 0;
  return {
    add({ header, payload }) {
      if (header.array !== reference.array || header.total !== bytes.length || header.dtype !== reference.dtype) {
        throw new Error(`array ${reference.array}: the part is of another array`);
      }
      if (header.offset !== filled)
        throw new Error(`array ${reference.array}: a part at ${header.offset}, not ${filled}`);
      bytes.set(payload, filled);
      filled += payload.length;
      return filled === bytes.length ? valuesOf(reference.dtype, bytes.buffer) : null;
    },
  };
}
