/** Compression of whole files. */

import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { dataError } from './data-error.ts';

/** How a file is compressed, from its first bytes. */
export function packingOf(start: Uint8Array): 'gzip' | 'zstd' | null {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? 'zstd' : null;
}

/** What is thrown instead of an error of zlib; other errors are returned as they are. */
export function corruptPacking(error: unknown, packing: 'gzip' | 'zstd', path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof FlowscopeError || !/^(Z_|ZSTD_|ERR_BUFFER_TOO_LARGE)/.test(code)) return error;
  const problem = code.startsWith('ERR') ? `has more content than 4 GiB` : `is a corrupt ${packing} file`;
  return dataError(path, problem, 'use the file as it was before it was compressed', error);
}

/** Node.js has zstd since 22.15. */
export function noZstd(path: string): FlowscopeError {
  return dataError(
    path,
    `is compressed with zstd, which Node.js ${process.versions.node} cannot read`,
    `use Node.js 22.15 or later, or decompress the file: zstd -d ${path}`,
  );
}
