import { expect, test } from 'vitest';
import { square } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { take } from '../../tensor/ops/take.ts';
import { inPlaceModel } from '../onnx/in-place-model.ts';
import { InferenceSession, Tensor } from './library.ts';
import { inPlaceRun } from './run-in-place.ts';

test('results are in the given arrays, and errors of the run are thrown', async () => {
  const x = input('x', [4]);
  const rows = input('rows', [2], 'int64');
  const model = inPlaceModel({
    inputs: [
      { name: 'x', tensor: x },
      { name: 'rows', tensor: rows },
    ],
    outputs: [{ name: 'y', tensor: square(take(x, rows, 0)) }],
  });
  const session = await InferenceSession.create(model.bytes, { logSeverityLevel: 4 });
  const y = new Float32Array(2);
  const { run } = inPlaceRun(session, model, [new Tensor('float32', y, [2])]);
  const feeds = (...indices: readonly number[]) => ({
    x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [4]),
    rows: new Tensor('int64', BigInt64Array.from(indices, BigInt), [2]),
  });
  await run(feeds(3, 1));
  expect([...y]).toEqual([16, 4]);
  await expect(run(feeds(0, 9))).rejects.toThrow(/out of/);
  await run(feeds(0, 2));
  expect([...y]).toEqual([1, 9]);
  // Copies are not made: a run of the whole library that returns instead of stopping would make them.
  await expect(
    session.run(feeds(0, 1), { [model.barrier]: null, [model.mark]: null, [model.outputs[0]!]: null }),
  ).rejects.toThrow('Non tensor type');
  await session.release();
});
