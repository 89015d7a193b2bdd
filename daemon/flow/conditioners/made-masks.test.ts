import { expect, test } from 'vitest';
import { madeMasks } from './made-masks.ts';

/** Which outputs can see which inputs through all layers. */
function reach(masks: readonly Float64Array[], widths: readonly number[]): boolean[][] {
  return Array.from({ length: widths[0]! }, (_, start) => {
    let seen = widths.slice(0, 1).flatMap((width) => Array.from({ length: width }, (_unused, i) => i === start));
    for (const [layer, mask] of masks.entries()) {
      const [from, to] = [widths[layer]!, widths[layer + 1]!];
      seen = Array.from({ length: to }, (_unused, j) =>
        Array.from({ length: from }, (_also, i) => seen[i]! && mask[i * to + j] === 1).some(Boolean),
      );
    }
    return seen;
  });
}

test.each([
  [[0, 1, 2, 3], [9, 9], 0],
  [[2, 0, 3, 1], [3], 0],
  [[3, 2, 1, 0], [8, 5], 2],
  [[0, 1, 2, 3, 4, 5, 6, 7], [3, 3], 1],
  [[0, 1], [], 1],
])(
  'order %j, hidden %j, context %i: an output sees only what comes before it, and all of the context',
  (order, hidden, context) => {
    const inputs = order.length;
    const masks = madeMasks({ inputs, context, hidden, perDimension: 2 }, order);
    const seen = reach(masks, [inputs + context, ...hidden, 2 * inputs]);
    const enough = hidden.every((width) => width >= inputs);
    for (let output = 0; output < 2 * inputs; output++) {
      const position = order[Math.floor(output / 2)]!;
      for (const [d, before] of order.entries()) {
        if (before >= position) expect(seen[d]![output]).toBe(false);
        else if (enough) expect(seen[d]![output]).toBe(true);
      }
      for (let c = 0; c < context && enough; c++) expect(seen[inputs + c]![output]).toBe(true);
    }
  },
);

test('narrow layers still let the last dimension see early and late ones', () => {
  const order = Array.from({ length: 20 }, (_, d) => d);
  const masks = madeMasks({ inputs: 20, context: 0, hidden: [4], perDimension: 1 }, order);
  const seen = reach(masks, [20, 4, 20]);
  const visible = order.filter((d) => seen[d]![19]);
  expect(visible.length).toBeGreaterThan(15);
  expect(visible).toContain(0);
});
