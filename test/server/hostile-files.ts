/** Data files that cost far more than they hold, for a reader that trusts their headers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { idxBytes } from '../../daemon/data/testing/idx-bytes.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';

export interface HostileFile {
  readonly name: string;
  readonly source: 'idx' | 'npy' | 'csv';
  readonly make: () => Uint8Array | string;
}

function npyHeader(text: string): Uint8Array {
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([header.length, 0]), header]);
}

/** An archive whose only entry declares this many bytes. */
function declaring(bytes: number): Uint8Array {
  const zip = zipSync({ 'a.npy': writeNpy(new Uint8Array(1000), [1000]) });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  view.setUint32(view.getUint32(zip.length - 6, true) + 24, bytes, true);
  return zip;
}

const numbers = (rows: number, columns: number) => `${`${'1.5,'.repeat(columns - 1)}2\n`.repeat(rows)}`;

/** Each is at most 16 MiB on disk. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  { name: 'a header of huge images', source: 'idx', make: () => idxBytes([1, 20_000, 20_000]) },
  { name: 'a header of very many images', source: 'idx', make: () => idxBytes([0xffffffff, 28, 28]) },
  { name: 'many images in gzip', source: 'idx', make: () => gzipSync(idxBytes([0xffffff, 28, 28])) },
  {
    name: 'zeros in gzip',
    source: 'idx',
    make: () => gzipSync(Buffer.concat([idxBytes([300_000, 28, 28]), Buffer.alloc(300_000 * 784)])),
  },
  {
    name: 'a huge shape',
    source: 'npy',
    make: () => npyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 2), }"),
  },
  {
    name: 'a shape with many axes',
    source: 'npy',
    make: () => npyHeader(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'9,'.repeat(30)}), }`),
  },
  { name: 'an archive that declares 4 GB', source: 'npy', make: () => declaring(0xfffffff0) },
  {
    name: 'an archive of zeros',
    source: 'npy',
    make: () => zipSync({ 'a.npy': writeNpy(new Float32Array(40_000_000), [20_000_000, 2]) }),
  },
  { name: 'many columns', source: 'csv', make: () => numbers(20, 100_000) },
  { name: 'many rows', source: 'csv', make: () => numbers(2_000_000, 2) },
  { name: 'one line', source: 'csv', make: () => '1'.repeat(15_000_000) },
  { name: 'one quote', source: 'csv', make: () => `a,b\n"${'1,2\n'.repeat(3_500_000)}` },
  { name: 'quotes only', source: 'csv', make: () => '"'.repeat(15_000_000) },
  { name: 'texts only', source: 'csv', make: () => 'x,y\n'.repeat(3_500_000) },
  {
    name: 'very many names',
    source: 'csv',
    make: () => Array.from({ length: 1_000_000 }, (_, i) => `n${i}`).join(','),
  },
  { name: 'empty lines', source: 'csv', make: () => '\n'.repeat(15_000_000) },
];

/** Writes the files into `folder`, each with a spec that reads it. @returns the specs */
export async function writeHostileFiles(folder: string): Promise<readonly { path: string; text: string }[]> {
  const specs = [];
  for (const [i, { source, make }] of HOSTILE_FILES.entries()) {
    const data = `data-${i}.${source === 'csv' ? 'csv' : 'bin'}`;
    await writeFile(join(folder, data), make());
    const layers = [{ type: 'actnorm' }, { type: 'affine-coupling' }];
    const text = JSON.stringify({ data: { source, path: data }, layers, training: { steps: 10 } }, null, 2);
    const path = join(folder, `hostile-${i}.flow.json`);
    await writeFile(path, text);
    specs.push({ path, text });
  }
  return specs;
}
