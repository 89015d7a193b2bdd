import { expect, test } from 'vitest';
import { samplesFigure } from '../../../protocol/figures/samples.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerContext } from '../testing/answer-context.ts';
import { letterTable } from '../testing/letter-table.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { samplesAnswer } from './samples-answer.ts';

test('samples come with what they are conditioned on: labels by their index, numbers in data units', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const ask = async (params: object) => {
    const answer = await samplesAnswer(
      samplesFigure.read({ n: 20, ...params }),
      answerContext({ open, data }, cpuRuntime({ threads: 1 })),
    );
    return answer.contextValues!;
  };
  const given = await ask({ context: { letter: 'B', size: '0.25' } });
  expect(given).toMatchObject({ dtype: 'float64', shape: [20, 2] });
  expect([...given.values]).toEqual(Array.from({ length: 20 }, () => [1, 0.25]).flat());
  const drawn = await ask({ context: null });
  const letters = new Set(Array.from(drawn.values).filter((_, i) => i % 2 === 0));
  expect(letters).toEqual(new Set([0, 1]));
  // The table has three decimals.
  for (const [i, value] of drawn.values.entries()) if (i % 2 === 1) expect(Number(value.toFixed(3))).toBe(value);
});
