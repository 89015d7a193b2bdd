import { randomStream } from '../random/random-stream.ts';

/** Row numbers of every training batch: shuffled without replacement, and no row is dropped. */
export interface BatchOrder {
  /**
   * Rows of the batch of a step (0-based). A pure function of the step: a resume at any step continues with the same
   * order as without the interruption. Consecutive steps are cheap; a jump costs one permutation.
   */
  batchIndices(step: number): Int32Array;
  /** Writes the rows of steps from … from + steps − 1 one after another, as int64 for a gather. */
  fillBatches(from: number, steps: number, out: BigInt64Array): void;
}

interface Epoch {
  readonly epoch: number;
  readonly order: Uint32Array;
}

/**
 * Epoch e is the permutation of the rows from stream (seed, "order", e); batches continue across the boundaries of
 * epochs.
 * @param rows number of training rows
 */
export function batchOrder(seed: number, rows: number, batchSize: number): BatchOrder {
  // Two epochs are kept, because a batch may span both.
  let older: Epoch | null = null;
  let newer: Epoch | null = null;
  const permutation = (epoch: number): Uint32Array => {
    if (newer?.epoch === epoch) return newer.order;
    if (older?.epoch === epoch) return older.order;
    older = newer;
    const order = randomStream(seed, 'order', epoch).permutation(rows);
    newer = { epoch, order };
    return order;
  };
  const visit = (first: number, count: number, take: (row: number, at: number) => void): void => {
    for (let at = 0; at < count; ) {
      const epoch = Math.floor((first + at) / rows);
      const offset = first + at - epoch * rows;
      const order = permutation(epoch);
      const end = Math.min(rows - offset, count - at);
      for (let i = 0; i < end; i++) take(order[offset + i]!, at + i);
      at += end;
    }
  };
  return {
    batchIndices: (step) => {
      const out = new Int32Array(batchSize);
      visit(step * batchSize, batchSize, (row, at) => {
        out[at] = row;
      });
      return out;
    },
    fillBatches: (from, steps, out) => {
      // Writes the low words of little-endian int64 as numbers, ten times faster than creating a BigInt for each.
      const words = new Uint32Array(out.buffer, out.byteOffset, out.length * 2);
      out.fill(0n);
      visit(from * batchSize, steps * batchSize, (row, at) => {
        words[2 * at] = row;
      });
    },
  };
}

export interface EvaluationBatch {
  /** First row, and number of real rows. */
  readonly start: number;
  readonly count: number;
  /** [batchSize] row numbers; the last batch repeats its last row. */
  readonly indices: Int32Array;
  /** [batchSize]: 1 for a row, 0 for padding. */
  readonly mask: Float32Array;
}

/** Batches of equal size that cover rows 0 … count − 1 once, in order; the mask marks the padding of the last one. */
export function evaluationBatches(count: number, batchSize: number): EvaluationBatch[] {
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, b) => {
    const start = b * batchSize;
    const used = Math.min(batchSize, count - start);
    return {
      start,
      count: used,
      indices: Int32Array.from({ length: batchSize }, (_, i) => start + Math.min(i, used - 1)),
      mask: Float32Array.from({ length: batchSize }, (_, i) => (i < used ? 1 : 0)),
    };
  });
}
