import { expect, test } from 'vitest';
import { layerQuestions, stepQuestions } from './questions.ts';

const rowsOf = (questions: readonly { figure: string; params: object }[]) =>
  questions.filter(({ figure }) => figure === 'layers').map(({ params }) => ('n' in params ? params.n : 'all'));

test('an image flow, which is slow, uses fewer rows than a flow on points', () => {
  const subject = { hasContext: false, distant: [0, 1], layers: [] } as const;
  const [image, point] = [[28, 28, 1], [2]].map((shape) => ({ ...subject, shape }));
  expect([true, false].map((isFirst) => rowsOf(stepQuestions(image!, isFirst)))).toEqual([['all'], [512]]);
  expect([true, false].map((isFirst) => rowsOf(stepQuestions(point!, isFirst)))).toEqual([['all'], ['all']]);
  const layer = { index: 3, isCoupling: false };
  expect([image!, point!].map((of) => rowsOf(layerQuestions(of, layer, true)))).toEqual([[256], [2048]]);
});
