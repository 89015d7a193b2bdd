import { expect, test } from 'vitest';
import { conditionalChoices, layerQuestions, stepQuestions } from './questions.ts';

const PLAIN = {
  model: 'flow',
  hasEncoder: true,
  latents: 2,
  hasContext: false,
  hasConditionImages: false,
  labels: null,
  columns: null,
  distant: [0, 1],
  layers: [],
} as const;

const rowsOf = (questions: readonly { figure: string; params: object }[], wanted = 'layers') =>
  questions.filter(({ figure }) => figure === wanted).map(({ params }) => ('n' in params ? params.n : 'all'));

test('an image flow, which is slow, uses fewer rows than a flow on points', () => {
  const subject = PLAIN;
  const [image, point] = [[28, 28, 1], [2]].map((shape) => ({ ...subject, shape }));
  expect([true, false].map((isFirst) => rowsOf(stepQuestions(image!, isFirst)))).toEqual([['all'], [512]]);
  expect([true, false].map((isFirst) => rowsOf(stepQuestions(point!, isFirst)))).toEqual([['all'], ['all']]);
  for (const figure of ['traversal', 'latents']) {
    expect([true, false].map((isFirst) => rowsOf(stepQuestions(image!, isFirst), figure))).toEqual([['all'], [512]]);
    expect(rowsOf(stepQuestions(point!, false), figure)).toEqual(['all']);
  }
  const layer = { index: 3, isCoupling: false };
  expect([image!, point!].map((of) => rowsOf(layerQuestions(of, layer, true)))).toEqual([[256], [2048]]);
});

test('a report asks for the figures that the model has: a VAE its ELBO, a GAN without an encoder draws instead of rows', () => {
  const figures = (subject: object, isFirst = true) =>
    stepQuestions({ ...PLAIN, shape: [2], distant: [16, 46], ...subject }, isFirst).map(({ figure }) => figure);
  const vae = { model: 'vae', latents: 3 };
  expect(figures(vae).filter((figure) => figure === 'elbo')).toHaveLength(2 + 3);
  expect(new Set(figures(vae, false))).toEqual(new Set(['elbo', 'samples', 'traversal', 'interpolate', 'latents']));
  const gan = { model: 'gan', hasEncoder: false };
  expect(new Set(figures(gan))).toEqual(new Set(['samples', 'traversal', 'interpolate', 'evaluate']));
  const between = (subject: object) =>
    stepQuestions({ ...PLAIN, shape: [2], distant: [16, 46], ...subject }, false).find(
      ({ figure }) => figure === 'interpolate',
    )!.params;
  expect([between(vae), between(gan)]).toMatchObject([
    { from: 16, to: 46 },
    { from: 0, to: 1 },
  ]);
});

test('what panels of images offer by a click is there at the first step: every label, and the other context mode', () => {
  const paramsOf = (subject: object, figure: string, isFirst = true) =>
    stepQuestions({ ...PLAIN, shape: [28, 28, 1], ...subject }, isFirst)
      .filter((question) => question.figure === figure)
      .map(({ params }) => params);
  const labeled = {
    hasContext: true,
    labels: { column: 'label', count: 10, values: [...'0123456789'], isAlone: true },
  };
  expect(paramsOf(labeled, 'samples')).toContainEqual({ n: 70, by: 'label', contextRow: 0, pixels: true });
  expect(paramsOf(labeled, 'samples', false)).toHaveLength(1);
  const modes = (subject: object) => paramsOf(subject, 'interpolate').map(({ contextMode = null }) => contextMode);
  expect(modes({})).toEqual([null, null]);
  expect(modes(labeled)).toEqual([null, null, 'fixed']);
  expect(modes({ hasContext: true, hasConditionImages: true })).toEqual([null, null, 'blended']);
  // Samples that share conditions are those of the grid only if there are as many.
  expect(paramsOf({ hasContext: true, hasConditionImages: true }, 'samples')[1]).toMatchObject({ n: 64, nearest: 16 });
});

test('of a table, a report has the densities of single columns and of the most dependent pairs', () => {
  const names = Array.from({ length: 30 }, (_, i) => `c${i}`);
  const pairs = names.slice(1).map((name) => ['c0', name] as const);
  const subject = { ...PLAIN, shape: [30], columns: { names, pairs } };
  const asked = (isFirst: boolean) =>
    stepQuestions(subject, isFirst).flatMap(({ figure, params }) => (figure === 'conditional' ? [params] : []));
  const first = asked(true);
  expect(first.map(({ columns }) => columns)).toEqual(conditionalChoices(subject));
  expect(first[0]).toEqual({ columns: ['c0', 'c1'], cells: 96 });
  expect(first.slice(0, 10).every(({ columns }) => (columns as string[]).length === 2)).toBe(true);
  expect(first[10]).toEqual({ columns: ['c0'] });
  expect(first).toHaveLength(10 + 24);
  // The others show how the first one came about.
  expect(asked(false)).toEqual([{ columns: ['c0', 'c1'], cells: 48 }]);
  expect(stepQuestions({ ...subject, columns: null }, true).some(({ figure }) => figure === 'conditional')).toBe(false);
});

test('given each label, a table has densities and samples of its own, for the first labels only', () => {
  const columns = { names: ['a', 'b', 'c'], pairs: [['a', 'b']] as const };
  const labels = { column: 'kind', count: 9, values: [...'pqrstuvwx'], isAlone: true };
  const subject = { ...PLAIN, shape: [3], hasContext: true, labels, columns };
  const given = (isFirst: boolean, own: object = {}) =>
    stepQuestions({ ...subject, ...own }, isFirst).flatMap(({ figure, params }) =>
      'context' in params ? [[figure, params.context] as const] : [],
    );
  const ofFirst = given(true);
  expect(new Set(ofFirst.map(([, context]) => JSON.stringify(context))).size).toBe(8);
  expect(ofFirst.filter(([, context]) => JSON.stringify(context) === '{"kind":"p"}').map(([figure]) => figure)).toEqual(
    [...['conditional', 'conditional', 'conditional', 'conditional'], 'samples'],
  );
  expect(given(false)).toEqual([]);
  // Samples need all columns of the context.
  expect(given(true, { labels: { ...labels, isAlone: false } }).some(([figure]) => figure === 'samples')).toBe(false);
});
