/** Checks the logs of a run: each line and record has a checksum. */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { reasonOf } from '../checkpoints/checkpoint-manifest.ts';
import { openRunFile } from '../directory/run-file.ts';
import { openAppendFile } from '../logs/append-file.ts';
import { scanLog } from '../logs/log-scan.ts';
import { intactBytes } from '../logs/tensorboard-records.ts';
import { type FileState, fileState } from './file-state.ts';

const LINE_FEED = 10;

/** A log of lines with a CRC each; null if there is none. A torn tail, which any kill may leave, can be cut off. */
export function checkLineLog(path: string): FileState | null {
  const name = basename(path);
  try {
    const descriptor = openRunFile(path);
    if (descriptor === null) return null;
    closeSync(descriptor);
    const { end, size, damaged } = scanLog(path, 0, () => {});
    const lines = damaged + (endsLine(path, end, size) ? 1 : 0);
    if (lines > 0) return fileState(name, 'damaged', lines === 1 ? 'a damaged line' : `${lines} damaged lines`);
    return size > end ? tornTail(path, end, size, ', which the next resume removes') : fileState(name, 'ok');
  } catch (error) {
    return unreadable(path, error);
  }
}

/** A file for TensorBoard. Only TensorBoard reads it. */
export function checkTensorBoardLog(path: string): FileState {
  const name = basename(path);
  try {
    const descriptor = openRunFile(path);
    if (descriptor === null) return fileState(name, 'missing');
    try {
      const { end, size, torn } = intactBytes(descriptor);
      if (end === size) return fileState(name, 'ok');
      return torn ? tornTail(path, end, size, '') : fileState(name, 'damaged', `a damaged record at byte ${end}`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(path, error);
  }
}

/** @param next what happens to it without a repair */
function tornTail(path: string, end: number, size: number, next: string): FileState {
  const record = `an unfinished record of ${size - end} bytes`;
  return {
    ...fileState(basename(path), 'ok', `${record}${next}`),
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

/** Whether there is a whole line after `end`: a write that was cut short leaves none. */
function endsLine(path: string, end: number, size: number): boolean {
  if (size === end) return false;
  const descriptor = openRunFile(path);
  if (descriptor === null) return false;
  try {
    const last = Buffer.alloc(1);
    readSync(descriptor, last, 0, 1, fstatSync(descriptor).size - 1);
    return last[0] === LINE_FEED || last[0] === 0;
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(path: string, error: unknown): FileState {
  if (!(error instanceof FlowscopeError)) throw error;
  return fileState(basename(path), 'damaged', reasonOf(error));
}
