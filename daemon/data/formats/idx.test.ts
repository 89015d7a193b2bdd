import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { idxBytes } from '../testing/idx-bytes.ts';
import { readIdx, readIdxHeader } from './idx.ts';

test('raw and compressed files are the same array', () => {
  const values = Uint8Array.from({ length: 3 * 4 * 5 }, (_, i) => (i * 37) & 255);
  const raw = idxBytes([3, 4, 5], values);
  for (const bytes of [raw, new Uint8Array(gzipSync(raw))]) {
    expect(readIdxHeader(bytes, 'f').shape).toEqual([3, 4, 5]);
    expect(Uint8Array.from(readIdx(bytes, 'f').values)).toEqual(values);
  }
});

test('the header of a compressed file is read from its beginning alone', () => {
  const noise = Uint8Array.from({ length: 200 * 28 * 28 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255);
  const bytes = gzipSync(idxBytes([200, 28, 28], noise));
  expect(bytes.length).toBeGreaterThan(4000);
  expect(readIdxHeader(bytes.subarray(0, 1024), 'f').shape).toEqual([200, 28, 28]);
});

test.each([
  ['empty', new Uint8Array()],
  ['text', new TextEncoder().encode('1,2,3')],
  ['floats', idxBytes([1], [0, 0, 0, 0], 0x0d)],
  ['no dimensions', idxBytes([], [])],
  ['five dimensions', idxBytes([1, 1, 1, 1, 1], [0])],
  ['fewer bytes than declared', idxBytes([2, 2, 2], [1, 2, 3])],
  ['more bytes than declared', idxBytes([1, 1, 2], [1, 2, 3])],
  ['a product beyond any file', idxBytes([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [1])],
  ['compressed: more than declared', gzipSync(idxBytes([1, 1, 2], [1, 2, 3]))],
  ['compressed: fewer than declared', gzipSync(idxBytes([1, 1, 4], [1, 2, 3]))],
  ['compressed: cut off', gzipSync(idxBytes([10, 1, 2], new Uint8Array(20))).subarray(0, -9)],
  ['compressed garbage', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255, 255)],
])('%s is refused', (_, bytes) => {
  expect(() => readIdx(bytes, 'x-ubyte')).toThrow(expect.objectContaining({ code: 'data', file: 'x-ubyte' }));
});

test('a gzip bomb stops at what its header declares', () => {
  const body = new Uint8Array(2 ** 25);
  body.set(idxBytes([1, 28, 28], []));
  const bomb = gzipSync(body, { level: 1 });
  const before = process.memoryUsage().rss;
  expect(() => readIdx(bomb, 'f')).toThrow(/more than its header declares/);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 24);
});

test('mutated files give an array or a FlowscopeError, nothing else', () => {
  const raw = idxBytes([2, 3, 3], new Uint8Array(18).fill(9));
  for (const whole of [raw, new Uint8Array(gzipSync(raw))]) {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = whole.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            expect(readIdx(bytes, 'f').values.length).toBeLessThanOrEqual(34);
          } catch (error) {
            expect(error).toBeInstanceOf(FlowscopeError);
          }
        },
      ),
      propertyRuns(100, 1),
    );
  }
});
