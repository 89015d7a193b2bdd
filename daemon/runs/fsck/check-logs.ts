/** Checks the logs of a run: each line and record has a checksum. */
import { closeSync } from 'node:fs';
import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { reasonOf } from '../checkpoints/checkpoint-manifest.ts';
import { openRunFile } from '../directory/run-file.ts';
import { openAppendFile } from '../logs/append-file.ts';
import { scanLog } from '../logs/log-scan.ts';
import { stepOfScalars } from '../logs/tensorboard.ts';
import { intactBytes } from '../logs/tensorboard-records.ts';
import { type FileState, fileState } from './file-state.ts';

/** A log of lines with a CRC each; null if there is none. A torn tail, which any kill may leave, can be cut off. */
export function checkLineLog(path: string): FileState | null {
  const name = basename(path);
  try {
    const descriptor = openRunFile(path);
    if (descriptor === null) return null;
    closeSync(descriptor);
    const order = recordOrder();
    const { end, size, damaged, damagedTail } = scanLog(path, 0, order.take);
    const lines = damaged + damagedTail;
    if (lines === 0 && order.problem !== null) return fileState(name, 'damaged', order.problem);
    if (lines > 0) return fileState(name, 'damaged', lines === 1 ? 'a damaged line' : `${lines} damaged lines`);
    return size > end ? tornTail(path, end, size) : fileState(name, 'ok');
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Each record of `metrics.jsonl` has the number after that of the record before; rows of layers have none. */
function recordOrder(): { readonly take: (json: string) => void; readonly problem: string | null } {
  let last = 0;
  let problem: string | null = null;
  return {
    take(json) {
      const seq = /^\{"seq":(\d+),/.exec(json)?.[1];
      if (seq === undefined) return;
      const number = Number(seq);
      if (number !== last + 1) {
        problem ??= last === 0 ? `it begins with record ${number}` : `record ${number} follows record ${last}`;
      }
      last = number;
    },
    get problem() {
      return problem;
    },
  };
}

/**
 * A file for TensorBoard. Only TensorBoard reads it.
 * @param upTo the step that its last curves are of, if that is known
 */
export function checkTensorBoardLog(path: string, upTo: number | null): FileState {
  const name = basename(path);
  try {
    const descriptor = openRunFile(path);
    if (descriptor === null) return fileState(name, 'missing');
    try {
      let last = 0;
      const { end, size, torn } = intactBytes(descriptor, (event) => {
        last = stepOfScalars(event) ?? last;
      });
      if ((end === size || torn) && upTo !== null && last < upTo) {
        return fileState(name, 'damaged', `it ends at step ${last}, before step ${upTo}`);
      }
      if (end === size) return fileState(name, 'ok');
      return torn ? tornTail(path, end, size) : fileState(name, 'damaged', `a damaged record at byte ${end}`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(path, error);
  }
}

function tornTail(path: string, end: number, size: number): FileState {
  const record = `an unfinished record of ${size - end} bytes`;
  return {
    ...fileState(basename(path), 'ok', `${record}, which --repair removes`),
    async repair({ confirm }) {
      const file = openAppendFile(path, { confirm });
      try {
        file.truncate(end);
        file.sync();
      } finally {
        file.close();
      }
      return `removed ${record}`;
    },
  };
}

function unreadable(path: string, error: unknown): FileState {
  if (!(error instanceof FlowscopeError)) throw error;
  return fileState(basename(path), 'damaged', reasonOf(error));
}
