import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { dataError } from './data-error.ts';

/** Largest data file, and largest inflated array: 4 GiB. */
export const SIZE_LIMIT = 2 ** 32;

/** What a check holds of one file while nobody has trusted the workspace. */
export const UNTRUSTED_BYTES = 2 ** 24;

/** A compressed file may grow to this many bytes in any case, and beyond that by the factor. */
const SMALL = 2 ** 26;
const MOST_TIMES = 64;

/** @throws FlowscopeError `needs-trust` if more bytes would be held than `most` */
export function checkHeld(bytes: number, most: number | undefined, file: string): void {
  if (most === undefined || bytes <= most) return;
  throw new FlowscopeError(
    'needs-trust',
    `${file}: holds ${bytes} bytes; until the workspace is trusted, at most ${most} bytes of a data file are read`,
    { hint: 'trust the workspace to check the spec against these data', file, exitCode: 2 },
  );
}

/**
 * Checks the size that a compressed file declares against what it really has: a few kilobytes can declare, and become,
 * gigabytes.
 * @param packed compressed bytes @param declared inflated bytes
 * @throws FlowscopeError `data`, or as `checkHeld`
 */
export function checkInflated(packed: number, declared: number, most: number | undefined, file: string): void {
  if (!(declared <= SIZE_LIMIT)) throw dataError(file, `declares ${declared} bytes; at most ${SIZE_LIMIT} can be read`);
  const times = MOST_TIMES * packed;
  if (declared > SMALL && declared > times) {
    throw dataError(
      file,
      `declares ${declared} bytes in ${packed} compressed ones; beyond ${SMALL} bytes they may be at most ${MOST_TIMES} times as many`,
      'store the data without compression',
    );
  }
  checkHeld(declared, most, file);
}
