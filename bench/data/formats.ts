/** The formats of tables that are measured. */
import { rm } from 'node:fs/promises';
import { writeArray, writeCsv } from './make-files.ts';

export interface FileFormat {
  /** Of file names. */
  readonly ending: string;
  /** In specs. */
  readonly source: string;
  /** The Python library that reads it. */
  readonly peer: string;
  /** Largest time until the first loss, as a multiple of the library's time; null: none is stated. */
  readonly target: number | null;
  readonly write: (path: string, rows: number, convert: Convert) => Promise<void>;
}

/** Writes a file again in the format of the other one's ending. */
type Convert = (from: string, to: string) => Promise<void>;

const through =
  (write: (path: string, rows: number) => Promise<void>, ending: string): FileFormat['write'] =>
  async (path, rows, convert) => {
    const from = `${path}.${ending}`;
    await write(from, rows);
    await convert(from, path);
    await rm(from);
  };

export const FORMATS: readonly FileFormat[] = [
  { ending: 'csv', source: 'csv', peer: 'pandas', target: 1.3, write: writeCsv },
  { ending: 'parquet', source: 'parquet', peer: 'pandas', target: null, write: through(writeArray, 'npy') },
  { ending: 'arrow', source: 'arrow', peer: 'pandas', target: null, write: through(writeArray, 'npy') },
  { ending: 'npy', source: 'npy', peer: 'numpy', target: 2, write: writeArray },
  { ending: 'npz', source: 'npy', peer: 'numpy', target: 2, write: through(writeArray, 'npy') },
];

export function formatNamed(ending: string): FileFormat {
  const found = FORMATS.find((format) => format.ending === ending);
  if (found === undefined)
    throw new Error(`no format '${ending}': ${FORMATS.map((format) => format.ending).join(', ')}`);
  return found;
}
