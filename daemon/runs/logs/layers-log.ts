/** `layers.jsonl`: per-layer statistics over the whole run in at most 1000 rows. */
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type FileSystem, nodeFileSystem, replaceFile } from '../file-system.ts';
import { type AppendFile, openAppendFile } from './append-file.ts';
import { type LayersRow, toRow } from './layers-row.ts';
import { encodeLine } from './log-line.ts';
import { damagedLines, scanLog } from './log-scan.ts';

export interface LayersLog {
  /** Current number of steps between rows; it doubles each time the log is full. */
  readonly cadence: number;
  /**
   * Adds a row unless the last one is less than `cadence` steps away; returns whether it was added.
   * @throws FlowscopeError `disk-full` | `unwritable`; the log is unchanged
   */
  add(row: LayersRow): Promise<boolean>;
}

export interface LayersLogOptions {
  /** Initial number of steps between rows (`training.statistics.every`). */
  readonly every: number;
  /** Step that a resume continues from: later rows are dropped. */
  readonly fromStep?: number;
  readonly maximumRows?: number;
  readonly files?: FileSystem;
  readonly open?: (path: string) => AppendFile;
}

/** Opens or creates the log, and removes damaged lines and rows after `fromStep`. */
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

/** All intact rows, ascending steps. */
export function readIntactLayers(path: string): readonly LayersRow[] {
  return readAll(path).rows;
}

/** Bytes. */
const PIECE = 1024 * 1024;
/** Ten times the rows of our largest log, so that a foreign file cannot fill the memory. */
const MOST_ROWS = 10_000;

/**
 * Like `readIntactLayers`, but yields to other work between pieces, and reads at most 10 000 rows.
 * @throws FlowscopeError `run-damaged` if it has a damaged line
 */
export async function readLayersInPieces(path: string): Promise<readonly LayersRow[]> {
  const rows: LayersRow[] = [];
  for (let from = 0; rows.length < MOST_ROWS; ) {
    const visit = (json: string) => {
      const row = toRow(json);
      if (row !== null && rows.length < MOST_ROWS) rows.push(row.row);
    };
    const { next, size, damaged, damagedTail } = scanLog(path, from, visit, PIECE);
    if (damaged + damagedTail > 0) throw damagedLog(path, damaged + damagedTail);
    if (next === from || next >= size) break;
    from = next;
    await setImmediate();
  }
  return rows;
}

function readAll(path: string): { rows: readonly LayersRow[]; cadence: number; intact: boolean } {
  const rows: LayersRow[] = [];
  let cadence = 0;
  const { end, size, damaged } = scanLog(path, 0, (json) => {
    const read = toRow(json);
    if (read === null) return;
    cadence = read.every ?? cadence;
    rows.push(read.row);
  });
  return { rows, cadence, intact: end === size && damaged === 0 };
}

/** Each line has the cadence at which it was written, so that a resume continues with it. */
function line(row: LayersRow, cadence: number): string {
  return encodeLine({ ...row, every: cadence });
}

async function rewrite(files: FileSystem, path: string, rows: readonly LayersRow[], cadence: number): Promise<void> {
  await replaceFile(files, path, rows.map((row) => line(row, cadence)).join(''));
}

/** Opens the file for each row: rows are seconds apart, and a rewrite replaces the file. */
function appendRow(file: AppendFile, row: LayersRow, cadence: number): void {
  try {
    file.append(Buffer.from(line(row, cadence)));
  } finally {
    file.close();
  }
}

function damagedLog(path: string, lines: number): FlowscopeError {
  return new FlowscopeError('run-damaged', `Cannot use ${path}: ${damagedLines(lines)}.`, {
    file: path,
    hint: `\`flowscope fsck ${dirname(path)} --repair\` writes it again without damaged lines.`,
  });
}
