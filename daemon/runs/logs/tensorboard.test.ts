import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { openTensorBoardLog } from './tensorboard.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-tensorboard-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** CRC-32C bit by bit from the polynomial in normal form, independent of the writer's table. */
function slowCrc(bytes: Uint8Array): number {
  let value = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const top = ((value >> 31n) & 1n) ^ BigInt((byte >> bit) & 1);
      value = (value << 1n) & 0xffffffffn;
      if (top === 1n) value ^= 0x1edc6f41n;
    }
  }
  let reflected = 0;
  for (let bit = 0; bit < 32; bit++) if ((value >> BigInt(bit)) & 1n) reflected += 2 ** (31 - bit);
  return (reflected ^ 0xffffffff) >>> 0;
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** Fields of a message by number: varints and fixed numbers as numbers, the rest as bytes. */
function decode(bytes: Buffer): Map<number, (number | Buffer)[]> {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    let value: number | Buffer;
    if (wire === 0) value = varint();
    else if (wire === 1) {
      value = bytes.readDoubleLE(at);
      at += 8;
    } else if (wire === 5) {
      value = bytes.readFloatLE(at);
      at += 4;
    } else {
      expect(wire).toBe(2);
      const length = varint();
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  expect(at).toBe(bytes.length);
  return fields;
}

interface Event {
  readonly time: number;
  readonly step: number;
  readonly version: string | null;
  readonly scalars: readonly (readonly [string, number])[];
  readonly session: number | null;
}

function parse(path: string): Event[] {
  const bytes = readFileSync(path);
  const events: Event[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(unmask(bytes.readUInt32LE(at + 8))).toBe(slowCrc(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(unmask(bytes.readUInt32LE(at + 12 + length))).toBe(slowCrc(data));
    at += 16 + length;
    const event = decode(data);
    const summary = event.get(5)?.[0];
    const session = event.get(7)?.[0];
    const values = summary === undefined ? [] : (decode(summary as Buffer).get(1) ?? []);
    events.push({
      time: event.get(1)![0] as number,
      step: (event.get(2)?.[0] as number | undefined) ?? 0,
      version: event.get(3)?.[0]?.toString() ?? null,
      scalars: values.map((value) => {
        const fields = decode(value as Buffer);
        return [String(fields.get(1)![0]), fields.get(2)![0] as number];
      }),
      session: session === undefined ? null : (decode(session as Buffer).get(1)![0] as number),
    });
  }
  expect(at).toBe(bytes.length);
  return events;
}

test('CRC-32C: the check value of the catalogue, and RFC 3720 B.4', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(slowCrc(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('the file starts with its version and holds each scalar with step and time', () => {
  const log = openTensorBoardLog(folder, { now: () => new Date(1_700_000_000_500) });
  log.scalars(1, { 'loss/train': 1.5, 'läyers/0': -0.25 });
  log.scalars(2 ** 40, { 'loss/train': Number.NaN });
  log.close();
  const events = parse(log.path);
  expect(events[0]).toMatchObject({ version: 'brain.Event:2', time: 1_700_000_000.5, step: 0 });
  expect(events[1]).toMatchObject({
    step: 1,
    scalars: [
      ['loss/train', 1.5],
      ['läyers/0', -0.25],
    ],
  });
  expect(events[2]).toMatchObject({ step: 2 ** 40, scalars: [['loss/train', Number.NaN]] });
  expect(events.length).toBe(3);
});

test('a resume starts a later file with a session start that purges the steps after it', () => {
  const now = () => new Date(1_700_000_000_000);
  const first = openTensorBoardLog(folder, { now });
  for (let step = 1; step <= 9; step++) first.scalars(step, { loss: step });
  first.close();
  const second = openTensorBoardLog(folder, { fromStep: 5, now });
  second.scalars(6, { loss: 60 });
  second.close();
  const names = readdirSync(folder).sort();
  expect(names.map((name) => join(folder, name))).toEqual([first.path, second.path]);
  expect(names.every((name) => /^events\.out\.tfevents\.\d{10}\./.test(name))).toBe(true);
  // TensorBoard's rule: a START drops earlier events whose step is at or after its own.
  let visible: Event[] = [];
  for (const event of [...parse(first.path), ...parse(second.path)]) {
    if (event.session === 1) visible = visible.filter(({ step }) => step < event.step);
    if (event.scalars.length > 0) visible.push(event);
  }
  expect(visible.map(({ step, scalars }) => [step, scalars[0]![1]])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [6, 60],
  ]);
});
