import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerFigure } from '../answers.ts';
import { answerContext } from '../testing/answer-context.ts';
import { HALVES, halvesFolder } from '../testing/halves.ts';
import { letterTable } from '../testing/letter-table.ts';
import { randomFlow } from '../testing/random-flow.ts';

const runtime = cpuRuntime({ threads: 1 });

test('a path has a blend of both contexts, or one for all points: that of a row, or the given one', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const ask = (params: object) =>
    answerFigure('interpolate', { from: 0, to: 1, columns: 3, ...params }, answerContext({ open, data }, runtime));
  const blended = await ask({});
  expect(blended).toMatchObject({ contextMode: 'blended', contextRow: null });
  const fixed = await ask({ contextMode: 'fixed' });
  expect(fixed).toMatchObject({ contextMode: 'fixed', contextRow: 0 });
  const valuesOf = ({ values }: typeof fixed) => [...values.values];
  // The start is the same row with its own context.
  expect(valuesOf(fixed).slice(0, 2)).toEqual(valuesOf(blended).slice(0, 2));
  expect(valuesOf(fixed).slice(4)).not.toEqual(valuesOf(blended).slice(4));
  const ofEnd = await ask({ contextRow: 1 });
  expect(ofEnd).toMatchObject({ contextMode: 'fixed', contextRow: 1 });
  expect(valuesOf(ofEnd).slice(4)).toEqual(valuesOf(blended).slice(4));
  expect(await ask({ context: { letter: 'A', size: '0.5' } })).toMatchObject({
    contextMode: 'fixed',
    contextRow: null,
  });
  await expect(ask({ contextMode: 'blended', contextRow: 1 })).rejects.toThrow('not blended');
});

test('with condition images a path keeps those of its start', async () => {
  const net = { type: 'convnet', channels: 4, kernels: [3] };
  const spec = {
    data: HALVES,
    contextEncoder: net,
    layers: [
      { type: 'dequantize' },
      { type: 'squeeze' },
      { type: 'affine-coupling', mask: 'channel', conditioner: net },
    ],
  };
  const { open, data } = await randomFlow(spec, await halvesFolder());
  const ask = (params: object) =>
    answerFigure('interpolate', { from: 2, to: 5, columns: 3, ...params }, answerContext({ open, data }, runtime));
  const kept = await ask({});
  expect(kept).toMatchObject({ contextMode: 'fixed', contextRow: 2 });
  expect(kept.values).toEqual((await ask({ contextRow: 2 })).values);
  expect(kept.values).not.toEqual((await ask({ contextMode: 'blended' })).values);
  // A label replaces that of the row.
  const labeled = await ask({ context: { label: '1' } });
  expect(labeled).toMatchObject({ contextMode: 'fixed', contextRow: 2 });
  expect(labeled.values).not.toEqual((await ask({ context: { label: '0' } })).values);
});
