/** Arrays over `/data`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RawData } from 'ws';
import { LIMITS } from '../../daemon/server/limits.ts';
import { decodeDataFrame, PART_BYTES } from '../../protocol/data-frame.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { echo, offer, wait } from './scripted-service.ts';

let target: TestDaemon;
beforeAll(async () => {
  target = await testDaemon();
});
afterAll(() => target.stop());

test('arrays arrive whole and exact, small, empty and in many parts, in any order', async () => {
  const client = await target.connect();
  const { arrays: small } = await client.request(offer, { length: 3, count: 2 });
  const { arrays: empty } = await client.request(offer, { length: 0 });
  const { arrays: large } = await client.request(offer, { length: 400_001 });
  const [b, a, none, many] = await Promise.all([
    client.fetchArray(small[1]!),
    client.fetchArray(small[0]!),
    client.fetchArray(empty[0]!),
    client.fetchArray(large[0]!),
  ]);
  expect([...a]).toEqual([0, 1, 2]);
  expect([...b]).toEqual([0.5, 1.5, 2.5]);
  expect(none).toHaveLength(0);
  expect(many).toBeInstanceOf(Float64Array);
  expect(many).toHaveLength(400_001);
  expect(many.every((value, i) => value === i)).toBe(true);
  await client.close();
});

test('parts are at most 1 MiB, aligned, and in order', async () => {
  const client = await target.connect();
  const { arrays } = await client.request(offer, { length: 300_000 });
  const socket = await target.open('/data', { 'x-flowscope-session': client.initialized.session });
  const frames: Buffer[] = [];
  const whole = new Promise<void>((resolve) => {
    socket.on('message', (data: RawData) => {
      frames.push(data as Buffer);
      const { header, payload } = decodeDataFrame(data as Buffer);
      if (header.offset + payload.length === header.total) resolve();
    });
  });
  socket.send(JSON.stringify({ get: arrays[0]!.array }));
  await whole;
  const parts = frames.map((frame) => decodeDataFrame(frame));
  expect(parts.map(({ header }) => header.offset)).toEqual([0, PART_BYTES, 2 * PART_BYTES]);
  for (const [i, { header, payload }] of parts.entries()) {
    expect(header).toMatchObject({ array: arrays[0]!.array, dtype: 'float64', shape: [300_000], total: 2_400_000 });
    expect(payload.length).toBeLessThanOrEqual(PART_BYTES);
    expect((frames[i]!.length - payload.length) % 8).toBe(0);
  }
  await client.close();
});

test('an array is delivered once; dropped and unknown ones are gone', async () => {
  const client = await target.connect();
  const { arrays } = await client.request(offer, { length: 2, count: 2 });
  await client.fetchArray(arrays[0]!);
  await expect(client.fetchArray(arrays[0]!)).rejects.toMatchObject({ code: 'array-gone' });
  await client.dropArray(arrays[1]!);
  await expect(client.fetchArray(arrays[1]!)).rejects.toMatchObject({ code: 'array-gone' });
  await client.close();
});

test('arrays of a superseded request are dropped', async () => {
  const client = await target.connect();
  const first = client.request(wait, { panel: 'a', offer: true });
  const second = client.request(wait, { panel: 'a', offer: true, stubborn: true });
  await expect(first).rejects.toMatchObject({ code: -32800 });
  const reference = (array: number) => ({ array, dtype: 'uint8' as const, shape: [8], bytes: 8 });
  await expect(client.fetchArray(reference(1))).rejects.toMatchObject({ code: 'array-gone' });
  expect(await client.fetchArray(reference(2))).toHaveLength(8);
  await second;
  await client.close();
});

test('another session cannot fetch them', async () => {
  const [owner, thief] = [await target.connect(), await target.connect()];
  const { arrays } = await owner.request(offer, { length: 4 });
  await expect(thief.fetchArray(arrays[0]!)).rejects.toMatchObject({ code: 'array-gone' });
  expect(await owner.fetchArray(arrays[0]!)).toHaveLength(4);
  await Promise.all([owner.close(), thief.close()]);
});

test('what a session may offer is bounded, and fetching makes room', async () => {
  const client = await target.connect();
  const length = LIMITS.arrayBytes / 8 / 4;
  const { arrays } = await client.request(offer, { length, count: 4 });
  await expect(client.request(offer, { length: 1 })).rejects.toMatchObject({ code: 'too-large' });
  await client.dropArray(arrays[0]!);
  await client.fetchArray(arrays[1]!);
  expect((await client.request(offer, { length: 1 })).arrays).toHaveLength(1);
  await client.close();
});

test('one data connection for a session, closed with it', async () => {
  const client = await target.connect();
  const headers = { 'x-flowscope-session': client.initialized.session };
  const socket = await target.open('/data', headers);
  await expect(target.open('/data', headers)).rejects.toThrow('409');
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await client.close();
  expect(await closed).toBe(1000);
  await expect(target.open('/data', headers)).rejects.toThrow('403');
});

test.each([
  ['text that is no request', 'x'],
  ['two requests in one', '{"get":1,"drop":1}'],
  ['a name', '{"get":"a"}'],
  ['a message beyond the limit', `{"get":${'1'.repeat(1000)}}`],
])('%s ends the data connection only', async (_what, text) => {
  const client = await target.connect();
  const socket = await target.open('/data', { 'x-flowscope-session': client.initialized.session });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.send(text);
  expect([1008, 1009]).toContain(await closed);
  expect(await client.request(echo, { value: 1 })).toEqual({ value: 1 });
  await client.close();
});
