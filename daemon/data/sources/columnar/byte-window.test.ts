import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { byteWindow } from './byte-window.ts';

const FILE = Uint8Array.from({ length: 200 }, (_, i) => i);
const file = {
  async read(from: number, to: number, into?: Uint8Array<ArrayBuffer>) {
    const bytes = into?.subarray(0, to - from) ?? new Uint8Array(to - from);
    bytes.set(FILE.subarray(from, to));
    return bytes;
  },
};

test('all bytes in their order, whatever is asked for', async () => {
  const step = fc.record({ how: fc.constantFrom('peek', 'skip', 'take'), count: fc.nat({ max: 40 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), async (steps, size) => {
      const window = byteWindow(file, { from: 30, to: 170 }, size);
      let at = 30;
      const taken: { readonly bytes: Uint8Array; readonly at: number }[] = [];
      for (const { how, count } of steps) {
        expect(window.left).toBe(170 - at);
        if (how === 'peek') {
          const bytes = await window.peek(count);
          expect(bytes.length).toBeGreaterThanOrEqual(Math.min(count, 170 - at));
          expect(bytes).toEqual(FILE.slice(at, at + bytes.length));
          continue;
        }
        if (count > 170 - at) {
          await expect((async () => window[how as 'take'](count))()).rejects.toThrow('are not all there');
          continue;
        }
        if (how === 'take') taken.push({ bytes: await window.take(count), at });
        else window.skip(count);
        at += count;
      }
      window.close();
      for (const { bytes, at } of taken) expect(bytes).toEqual(FILE.slice(at, at + bytes.length));
    }),
    propertyRuns(100, 1),
  );
});
