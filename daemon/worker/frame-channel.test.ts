import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../testing/property-runs.ts';
import { frameChannel } from './frame-channel.ts';

/** A stream that echoes what is written to it in pieces of the given sizes. */
function pieces(sizes: readonly number[]): Duplex {
  let turn = 0;
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      let at = 0;
      while (at < chunk.length) {
        const size = Math.max(1, sizes[turn++ % sizes.length]!);
        stream.push(chunk.subarray(at, at + size));
        at += size;
      }
      done();
    },
  });
  return stream;
}

async function through(stream: Duplex, write: (send: (message: unknown) => void) => void) {
  const messages: unknown[] = [];
  const garbage: string[] = [];
  const channel = frameChannel(stream, {
    onMessage: (message) => messages.push(message),
    onGarbage: (reason) => garbage.push(reason),
  });
  write(channel.send);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { messages, garbage };
}

test('messages arrive whole and in order, however the bytes are cut', async () => {
  const value = fc.oneof(fc.jsonValue(), fc.float32Array(), fc.uint8Array());
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      async (values, sizes) => {
        const { messages, garbage } = await through(pieces(sizes), (send) => values.forEach(send));
        expect(garbage).toEqual([]);
        expect(messages).toEqual(values);
      },
    ),
    propertyRuns(60, 1),
  );
});

test('an array that arrives holds no memory but its own', async () => {
  const sent = { odd: 'x', tiny: new Float64Array([1, 2]), bytes: new Uint8Array(3).fill(7), none: new Int32Array(0) };
  const { messages } = await through(pieces([1000]), (send) => {
    for (let i = 0; i < 9; i++) send({ ...sent, odd: 'x'.repeat(i) });
  });
  expect(messages).toHaveLength(9);
  for (const message of messages as (typeof sent)[]) {
    expect({ ...message, odd: 'x' }).toEqual(sent);
    for (const array of [message.tiny, message.bytes, message.none]) {
      expect(array.buffer.byteLength).toBe(array.byteLength);
    }
  }
});

test('garbage is told once, and ends the stream; messages before it count', async () => {
  for (const bytes of [
    Buffer.from('garbage{{{ of some length'),
    Buffer.from([0x46, 0x4c, 0x53, 0x57, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x46, 0x4c, 0x53, 0x57, 4, 0, 0, 0, 1, 2, 3, 4]),
  ]) {
    const stream = pieces([7]);
    const { messages, garbage } = await through(stream, (send) => {
      send({ a: 1 });
      stream.write(bytes);
      stream.write(bytes);
    });
    expect(messages).toEqual([{ a: 1 }]);
    expect(garbage).toHaveLength(1);
    expect(stream.destroyed).toBe(true);
  }
});
