import { expect, test } from 'vitest';
import { samplesFigure } from '../../../protocol/figures/samples.ts';
import { contextColumns } from '../../data/context-values.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerContext } from '../testing/answer-context.ts';
import { letterTable } from '../testing/letter-table.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { samplesAnswer } from './samples-answer.ts';

test('the values of a label share the samples, with the other parts of the context as given', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const ask = (params: object) =>
    samplesAnswer(samplesFigure.read({ n: 5, ...params }), answerContext({ open, data }, cpuRuntime({ threads: 1 })));
  const answer = await ask({ by: 'letter', context: { size: '0.25' } });
  expect(answer.by).toEqual({ column: 'letter', values: ['A', 'B'], each: 3 });
  expect([...answer.contextValues!.values]).toEqual([0, 0, 0, 1, 1].flatMap((letter) => [letter, 0.25]));
  // The noise is that of samples with one context.
  const one = await ask({ context: { letter: 'A', size: '0.25' } });
  expect([...answer.samples.values].slice(0, 6)).toEqual([...one.samples.values].slice(0, 6));
  expect([...answer.samples.values].slice(6)).not.toEqual([...one.samples.values].slice(6));
  const fromRow = await ask({ by: 'letter', contextRow: 1 });
  expect(new Set([...fromRow.contextValues!.values].filter((_, i) => i % 2 === 1)).size).toBe(1);
  // One sample, so one value.
  expect((await ask({ n: 1, by: 'letter', contextRow: 1 })).by?.values).toEqual(['A']);
});

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

test('compact points are float32 around their mean, and the same points', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const ask = (params: object) =>
    samplesAnswer(
      samplesFigure.read({ n: 7, rows: 3, ...params }),
      answerContext({ open, data }, cpuRuntime({ threads: 1 })),
    );
  const [exact, compact] = [await ask({}), await ask({ compact: true })];
  expect(exact.origin).toBeNull();
  const origin = [...compact.origin!.values];
  for (const key of ['samples', 'rows'] as const) {
    expect(compact[key]).toMatchObject({ dtype: 'float32', shape: exact[key]!.shape });
    const points = Array.from(compact[key]!.values, (value, i) => value + origin[i % origin.length]!);
    for (const [i, value] of points.entries()) expect(value).toBeCloseTo(exact[key]!.values[i]!, 6);
  }
  expect(Array.from(compact.samples.values).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
});

test('columns of the context that are not given are drawn from the training rows with each label', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const ask = (params: object) =>
    samplesAnswer(samplesFigure.read({ n: 40, ...params }), answerContext({ open, data }, cpuRuntime({ threads: 1 })));
  const sizesIn = (answer: Awaited<ReturnType<typeof ask>>) => {
    const { values } = answer.contextValues!;
    return Array.from({ length: 40 }, (_, i) => [values[2 * i]!, Number(values[2 * i + 1]).toFixed(3)].join());
  };
  const { train } = data.dataset;
  const known = contextColumns(data.dataset.contextEncoding!, train.context)!;
  const pairs = new Set(
    Array.from({ length: train.count }, (_, row) => {
      const [letter, size] = known.row(row);
      return [letter === 'A' ? 0 : 1, Number(size).toFixed(3)].join();
    }),
  );
  const drawn = sizesIn(await ask({ by: 'letter' }));
  for (const pair of drawn) expect(pairs).toContain(pair);
  expect(new Set(drawn).size).toBeGreaterThan(20);
  expect(sizesIn(await ask({ by: 'letter' }))).toEqual(drawn);
  expect(sizesIn(await ask({ by: 'letter', seed: 1 }))).not.toEqual(drawn);
  const refused = {
    message: "the context column 'size' is missing",
    hint: expect.stringMatching(/--context letter=A,size=0\.\d+$/),
  };
  const error: unknown = await ask({ context: { letter: 'A' } }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(refused);
  const { hint = '' } = error as { hint?: string };
  await ask({
    context: Object.fromEntries(
      hint
        .split(' --context ')[1]!
        .split(',')
        .map((part) => part.split('=')),
    ),
  });
});
