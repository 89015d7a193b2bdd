/** What has room in a report is added in the order of its importance, and what has none is said. */
import { expect, test } from 'vitest';
import { computeReport } from './compute-report.ts';
import type { ComputedAnswer } from './computed-answer.ts';
import { leftOutSentences } from './left-out.ts';
import type { Question, ReportSubject } from './questions.ts';
import { createReportBuilder } from './report-builder.ts';

const SUBJECT: ReportSubject = {
  model: 'flow',
  hasEncoder: true,
  latents: 2,
  shape: [2],
  hasContext: false,
  hasConditionImages: false,
  labels: null,
  columns: null,
  distant: [0, 1],
  layers: [
    { index: 0, isCoupling: false },
    { index: 1, isCoupling: true },
  ],
};
const STEPS = { first: 40, newest: 50, others: [1, 8, 20] };

/** Answers of a thousand numbers that nothing makes smaller; of rows to follow there are many, and they are short. */
function answers() {
  const asked: [string, number][] = [];
  let seed = 1;
  const ask = async (question: Question, step: number): Promise<ComputedAnswer> => {
    asked.push([question.figure, step]);
    const size = question.figure === 'probe' ? 10 : 1000;
    const values = new Uint8Array(size).map(() => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    });
    const value = { array: { dtype: 'uint8', shape: [size], values }, runDir: '/home/me/runs/a' };
    return { method: `inspect/${question.figure}`, about: { checkpoint: step }, precision: 'exact', value };
  };
  return { asked, ask };
}

async function computed(room: number) {
  const builder = createReportBuilder(room, { runDir: '/home/me/runs/a', id: 'a' });
  const { asked, ask } = answers();
  const progress: string[] = [];
  const result = await computeReport(builder, ask, SUBJECT, STEPS, ({ what }) => progress.push(what));
  return { builder, asked, progress, result };
}

test('with room for everything', async () => {
  const { builder, progress, result } = await computed(1e6);
  expect(result).toEqual({
    steps: [1, 8, 20, 40, 50],
    detailed: [40, 50],
    undetailed: [],
    missing: [],
  });
  expect(progress.slice(0, 3)).toEqual(['step 40', 'layer 0', 'layer 1']);
  expect(builder.taken).toBeLessThan(1);
  expect(JSON.stringify(builder.answers)).not.toContain('/home/me');
  expect(leftOutSentences(result, [1, 8, 20, 40, 50], SUBJECT)).toEqual([
    'The details of layers are only at steps 40, 50.',
    expect.stringContaining('another temperature'),
  ]);
});

test('with little room, the first step comes first, then the newest, then the others', async () => {
  const { builder, result } = await computed(38_000);
  expect(result.steps).toEqual([40, 50]);
  expect(builder.taken).toBeLessThanOrEqual(1);
  expect(leftOutSentences(result, [1, 8, 20, 40, 50], SUBJECT)[0]).toBe('There is no room for steps 1, 8, 20.');
});

test('without room for the first step, the figures that have none are named', async () => {
  const { result } = await computed(6000);
  expect(result.steps).toEqual([40]);
  expect(result.undetailed).toEqual([0, 1]);
  const sentences = leftOutSentences(result, [40], SUBJECT);
  expect(sentences).toContain('There is no room for the details of the layers 0, 1.');
  expect(sentences.some((text) => text.startsWith('There is no room for a figure of the first step'))).toBe(true);
});

test('a report says for which labels it has figures of their own', () => {
  const labels = { column: 'kind', count: 9, values: [...'pqrstuvwx'], isAlone: true };
  const computed = { steps: [40], detailed: [40], undetailed: [], missing: [] };
  const said = (count: number) =>
    leftOutSentences(computed, [40], {
      ...SUBJECT,
      shape: [3],
      columns: { names: ['a', 'b', 'c'], pairs: [] },
      labels: { ...labels, count, values: labels.values.slice(0, count) },
    }).find((sentence) => sentence.startsWith('Figures given'));
  expect(said(9)).toContain('for the first 8 of 9 values of kind, at the first step: some densities and samples.');
  expect(said(3)).toContain('for each kind, at the first step');
});
