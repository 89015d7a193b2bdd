import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { OutgoingArray } from '../session.ts';
import { arrayStore } from './array-store.ts';

const bytes = (length: number): OutgoingArray => ({ dtype: 'uint8', shape: [length], values: new Uint8Array(length) });
const limits = { bytes: 100, arrays: 3, lifetime: 60_000 };

test('arrays expire, but not while they are being delivered', async () => {
  const store = arrayStore({ ...limits, lifetime: 30 });
  const [expires, held] = [store.offer(bytes(10)).array, store.offer(bytes(10)).array];
  expect(store.hold(held)?.values).toHaveLength(10);
  await delay(80);
  expect([store.has(expires), store.has(held), store.bytes]).toEqual([false, true, 10]);
  store.drop(held);
  expect(store.bytes).toBe(0);
});

test('bytes and number are bounded', () => {
  const store = arrayStore(limits);
  store.offer(bytes(60));
  expect(() => store.offer(bytes(41))).toThrow(expect.objectContaining({ code: 'too-large' }));
  store.offer(bytes(40));
  store.offer(bytes(0));
  expect(() => store.offer(bytes(0))).toThrow(expect.objectContaining({ code: 'too-large' }));
});

test('arrays of an aborted request, and of a closed session, are not kept', () => {
  const store = arrayStore(limits);
  const controller = new AbortController();
  const { array } = store.offer(bytes(5), controller.signal);
  controller.abort();
  expect(store.has(array)).toBe(false);
  expect(store.has(store.offer(bytes(5), controller.signal).array)).toBe(false);
  store.offer(bytes(5));
  store.clear();
  store.offer(bytes(5));
  expect(store.bytes).toBe(0);
});

test('values that are not of the shape or the type are a mistake', () => {
  const store = arrayStore(limits);
  expect(() => store.offer({ dtype: 'uint8', shape: [2, 3], values: new Uint8Array(5) })).toThrow('[2, 3]');
  expect(() => store.offer({ dtype: 'float32', shape: [2], values: new Float64Array(2) })).toThrow('float32');
});
