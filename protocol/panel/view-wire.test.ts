import { expect, test } from 'vitest';
import { arrayFrame, offeredToken, readArrayFrame, tokenProtocol, VIEW_PROTOCOL } from './view-wire.ts';

test('an array comes back as it was, under its question’s id', () => {
  const values = new Float64Array([1.5, -2, Number.NaN]);
  const { id, bytes } = readArrayFrame(arrayFrame(4_000_000_000, values.buffer).buffer);
  expect(id).toBe(4_000_000_000);
  expect([...new Float64Array(bytes)]).toEqual([1.5, -2, Number.NaN]);
  expect(readArrayFrame(arrayFrame(1, new ArrayBuffer(0)).buffer)).toEqual({ id: 1, bytes: new ArrayBuffer(0) });
});

test('a token is offered exactly once, beside the protocol', () => {
  expect(offeredToken([VIEW_PROTOCOL, tokenProtocol('abc')])).toBe('abc');
  expect(offeredToken([tokenProtocol('abc')])).toBeNull();
  expect(offeredToken([VIEW_PROTOCOL])).toBeNull();
  expect(offeredToken([VIEW_PROTOCOL, tokenProtocol('a'), tokenProtocol('b')])).toBeNull();
});
