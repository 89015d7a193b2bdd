/**
 * `events.out.tfevents.*`: the run's scalars for TensorBoard. Sources: TensorFlow's event.proto and summary.proto
 * (field numbers), and the TFRecord format: u64 length, masked CRC-32C of the length, data, masked CRC-32C of the data.
 */
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { bytesField, doubleField, floatField, varintField } from '../../encoding/protobuf.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { appendBuffer } from './append-buffer.ts';
import { type AppendFile, openAppendFile } from './append-file.ts';
import { maskedCrc } from './tensorboard-records.ts';

export interface TensorBoardLog {
  readonly path: string;
  /** Adds one point to each tag, e.g. `{ 'loss/train': 1.2 }`. Buffered like the metrics log. */
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  flush(): void;
  sync(): void;
  close(): void;
}

export interface TensorBoardOptions {
  /** Step that a resume continues from: TensorBoard drops later steps in earlier files. */
  readonly fromStep?: number;
  readonly open?: (path: string) => AppendFile;
  readonly now?: () => Date;
}

export const BOARD_FILES: OwnFile = { folder: null, name: /^events\.out\.tfevents\.\d{10}\..+$/ };

/** event.proto */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const SESSION_START = varintField(1, 1);

/** Starts a new file in `directory`; TensorBoard reads all files of a folder in name order. */
export function openTensorBoardLog(directory: string, options: TensorBoardOptions = {}): TensorBoardLog {
  const { fromStep, open = openAppendFile, now = () => new Date() } = options;
  const path = join(directory, nextName(readdirSync(directory), now()));
  const file = open(path);
  const buffer = appendBuffer(file);
  const write = (...fields: readonly Uint8Array[]) => {
    const event = Buffer.concat([doubleField(EVENT.wallTime, now().getTime() / 1000), ...fields]);
    buffer.add(tfRecord(event), false);
  };
  write(bytesField(EVENT.fileVersion, 'brain.Event:2'));
  if (fromStep !== undefined) {
    // A START at step s purges all steps ≥ s.
    write(varintField(EVENT.step, fromStep + 1), bytesField(EVENT.sessionLog, SESSION_START));
  }
  return {
    path,
    scalars(step, values) {
      const entries = Object.entries(values).map(([tag, value]) => summaryValue(tag, value));
      write(varintField(EVENT.step, step), bytesField(EVENT.summary, Buffer.concat(entries)));
    },
    flush: buffer.flush,
    sync: buffer.sync,
    close: buffer.close,
  };
}

/** The step of an event that `openTensorBoardLog` wrote with scalars; null for its other events. */
export function stepOfScalars(event: Uint8Array): number | null {
  // The time, a tag and eight bytes, comes first.
  let at = 9;
  if (event[at] !== EVENT.step << 3) return null;
  let step = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = event[++at] ?? 0;
    step += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return event[at + 1] === ((EVENT.summary << 3) | 2) ? step : null;
}

/** Summary { repeated Value value = 1 }, Value { string tag = 1; float simple_value = 2 } */
function summaryValue(tag: string, value: number): Uint8Array {
  return bytesField(1, Buffer.concat([bytesField(1, tag), floatField(2, value)]));
}

function tfRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return record;
}

/**
 * The name has a time in seconds, later than that of every existing file, so that files of one second sort correctly.
 */
function nextName(names: readonly string[], time: Date): string {
  const seconds = names.map((name) => Number(/^events\.out\.tfevents\.(\d{10})\./.exec(name)?.[1] ?? 0));
  const next = Math.max(Math.floor(time.getTime() / 1000), ...seconds.map((value) => value + 1));
  const host = hostname().replace(/[^\w-]/g, '-') || 'host';
  return `events.out.tfevents.${String(next).padStart(10, '0')}.${host}.${process.pid}`;
}
