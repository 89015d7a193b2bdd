/** Writes the tables that are read. */
import { open } from 'node:fs/promises';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { npyHeader } from '../npy-bytes.ts';

const COLUMNS = 10;
/** Rows that are written at once. */
const BLOCK = 50_000;

/** Correlated normals with all their digits, as pandas writes them. */
async function writeBlocks(
  path: string,
  rows: number,
  start: Uint8Array,
  encode: (values: Float64Array) => Uint8Array,
) {
  const file = await open(path, 'w');
  try {
    await file.writeFile(start);
    const stream = randomStream(1, 'bench', 'data');
    for (let done = 0; done < rows; done += BLOCK) {
      const values = new Float64Array(COLUMNS * Math.min(BLOCK, rows - done));
      for (let i = 0; i < values.length; i++) {
        values[i] = stream.normal() + (i % COLUMNS === 0 ? 0 : 0.5 * values[i - (i % COLUMNS)]!);
      }
      await file.writeFile(encode(values));
    }
  } finally {
    await file.close();
  }
}

export async function writeCsv(path: string, rows: number): Promise<void> {
  const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`).join(',');
  await writeBlocks(path, rows, Buffer.from(`${names}\n`), (values) => {
    let text = '';
    for (let i = 0; i < values.length; i++) text += `${values[i]}${i % COLUMNS === COLUMNS - 1 ? '\n' : ','}`;
    return Buffer.from(text);
  });
}

export async function writeArray(path: string, rows: number): Promise<void> {
  await writeBlocks(path, rows, npyHeader([rows, COLUMNS], '<f8'), (values) => new Uint8Array(values.buffer));
}
