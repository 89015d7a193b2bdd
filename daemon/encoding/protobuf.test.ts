import { expect, test } from 'vitest';
import { bytesField, floatField, varintField } from './protobuf.ts';

// Known answers of the Protocol Buffers encoding guide.
test('integers', () => {
  expect([...varintField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...varintField(1, 0)]).toEqual([0x08, 0x00]);
  expect([...varintField(1, -2)]).toEqual([0x08, 0xfe, ...new Array<number>(8).fill(0xff), 0x01]);
  expect([...varintField(1, 2 ** 40)]).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
});

test('strings, embedded messages and floats', () => {
  expect([...bytesField(2, 'testing')]).toEqual([0x12, 0x07, ...Buffer.from('testing')]);
  expect([...bytesField(3, varintField(1, 150))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect([...floatField(1, 1.5)]).toEqual([0x0d, 0, 0, 0xc0, 0x3f]);
});
