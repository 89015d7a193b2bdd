/** `layers.jsonl`: per-layer statistics over the whole training in at most 1000 rows. */
import { type AppendFile, openAppendFile } from './append-file.ts';
import { type FileSystem, nodeFileSystem, replaceFile } from './file-system.ts';
import type { JsonObject } from './json.ts';
import { encodeLine, parseRecord } from './log-line.ts';
import { scanLog } from './log-scan.ts';

/** `step` and whatever the trainer measures per layer. */
export interface LayersRow extends JsonObject {
  readonly step: number;
}

export interface LayersLog {
  /** Steps between rows now; doubles each time the log is full. */
  readonly cadence: number;
  /**
   * Adds a row, unless the last one is nearer than the cadence; answers whether it was added.
   * @throws FlowscopeError `disk-full` | `unwritable`; the log stays as it was
   */
  add(row: LayersRow): Promise<boolean>;
}

export interface LayersLogOptions {
  /** Steps between rows at first (`training.statistics.every`). */
  readonly every: number;
  /** A resume from this step: later rows are dropped. */
  readonly fromStep?: number;
  readonly maximumRows?: number;
  readonly files?: FileSystem;
  readonly open?: (path: string) => AppendFile;
}

/** Opens or creates the log; damaged lines and rows after `fromStep` are removed. */
export async function openLayersLog(path: string, options: LayersLogOptions): Promise<LayersLog> {
  const { every, fromStep = Infinity, maximumRows = 1000, files = nodeFileSystem, open = openAppendFile } = options;
  const before = readAll(path);
  let cadence = Math.max(before.cadence, every);
  let rows: readonly LayersRow[] = before.rows.filter(({ step }) => step <= fromStep);
  if (!before.intact || rows.length < before.rows.length) await rewrite(files, path, rows, cadence);
  return {
    get cadence() {
      return cadence;
    },
    async add(row) {
      const last = rows.at(-1);
      if (last !== undefined && row.step < last.step + cadence) return false;
      if (rows.length + 1 <= maximumRows) {
        appendRow(open(path), row, cadence);
        rows = [...rows, row];
        return true;
      }
      const thinned = [...rows, row].filter((_, index) => index % 2 === 0);
      await rewrite(files, path, thinned, cadence * 2);
      rows = thinned;
      cadence *= 2;
      return true;
    },
  };
}

/** All rows, ascending steps. */
export function readLayers(path: string): readonly LayersRow[] {
  return readAll(path).rows;
}

function readAll(path: string): { rows: readonly LayersRow[]; cadence: number; intact: boolean } {
  const rows: LayersRow[] = [];
  let cadence = 0;
  const { end, size, damaged } = scanLog(path, 0, (json) => {
    const record = parseRecord(json);
    if (record === null) return;
    const { every, step, ...fields } = record;
    if (typeof step !== 'number') return;
    if (typeof every === 'number') cadence = every;
    rows.push({ step, ...fields });
  });
  return { rows, cadence, intact: end === size && damaged === 0 };
}

/** Each line carries the cadence it was written under, so that a resume goes on with it. */
function line(row: LayersRow, cadence: number): string {
  return encodeLine({ ...row, every: cadence });
}

async function rewrite(files: FileSystem, path: string, rows: readonly LayersRow[], cadence: number): Promise<void> {
  await replaceFile(files, path, rows.map((row) => line(row, cadence)).join(''));
}

/** Opened for each row: rows are seconds apart, and a rewrite replaces the file under its name. */
function appendRow(file: AppendFile, row: LayersRow, cadence: number): void {
  try {
    file.append(Buffer.from(line(row, cadence)));
  } finally {
    file.close();
  }
}
