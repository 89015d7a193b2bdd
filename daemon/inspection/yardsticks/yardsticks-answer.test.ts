import { expect, test } from 'vitest';
import { yardsticksFigure } from '../../../protocol/figures/yardsticks.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerContext } from '../testing/answer-context.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { yardsticksAnswer } from './yardsticks-answer.ts';

test('pairs of rows and what they are after a round trip', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const context = answerContext({ open, data }, cpuRuntime({ threads: 1 }));
  const { pairs, roundTrip } = await yardsticksAnswer(yardsticksFigure.read({ n: 50, pairs: 3 }), context);
  expect(pairs).toMatchObject({ rows: { dtype: 'float64', shape: [3, 2] }, decoded: { shape: [3, 2] } });
  expect(pairs!.columns).toHaveLength(2);
  const [rows, decoded] = [pairs!.rows, pairs!.decoded].map(({ values }) => [...values]);
  expect(rows).toEqual([...data.dataset.validation.values.subarray(0, 6)]);
  for (const [i, value] of rows!.entries()) expect(Math.abs(decoded![i]! - value)).toBeLessThan(1e-4);
  expect(decoded).not.toEqual(rows);
  expect(roundTrip!.rms).toBeLessThan(1e-5);
  expect((await yardsticksAnswer(yardsticksFigure.read({ n: 50 }), context)).pairs).toBeNull();
});
