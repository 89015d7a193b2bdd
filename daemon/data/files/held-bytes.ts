import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { dataError } from './data-error.ts';

/** Largest data file, and largest inflated array: 4 GiB. */
export const SIZE_LIMIT = 2 ** 32;

/** What a check holds of one file while nobody has trusted the workspace. */
export const UNTRUSTED_BYTES = 2 ** 24;

/** Deflate makes at most so many bytes of one: what declares more does not hold it. */
const MAX_RATIO = 1032;

/** @throws FlowscopeError `needs-trust` if more bytes would be held than `most` */
export function checkHeld(bytes: number, most: number | undefined, file: string): void {
  if (most === undefined || bytes <= most) return;
  throw new FlowscopeError(
    'needs-trust',
    `${file} holds ${bytes} bytes; until the workspace is trusted, at most ${most} bytes of a data file are read`,
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
  checkHeld(declared, most, file);
  if (declared > MAX_RATIO * packed) {
    throw dataError(
      file,
      `declares ${declared} bytes, but has only ${packed} compressed bytes, which cannot hold them`,
    );
  }
}
