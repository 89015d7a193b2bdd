import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { takePreparedRows } from '../../evaluation/sample-rows.ts';
import type { OpenData } from './open-flow.ts';

/** @throws FlowscopeError `data` (exit 2) if the split is empty */
export function splitRows(data: OpenData, split: 'train' | 'validation' | 'test'): PreparedRows {
  const rows = data.split(split);
  if (rows.count > 0) return rows;
  throw new FlowscopeError('data', `the ${split} split of this run has no rows`, {
    exitCode: 2,
    hint: 'choose another split, such as train',
  });
}

/** The first rows of a split, at most `wanted`. */
export function firstRows(rows: PreparedRows, wanted: number): PreparedRows {
  return takePreparedRows(
    rows,
    Uint32Array.from({ length: Math.min(wanted, rows.count) }, (_, row) => row),
  );
}
