/** Sentences in another language: no word of them comes from the code. */
import { expect, test } from 'vitest';
import type { Finding } from '../statistics/findings/findings.ts';
import { consequencesOf } from './findings/consequence-text.ts';
import { adviceText } from './findings/finding-parts.ts';
import { findingText } from './findings/finding-text.ts';
import { verdictOf } from './findings/verdict-text.ts';
import { leftOutText } from './left-out-text.ts';
import { panelTitle } from './panel-title.ts';
import { resultText, stateText } from './run-state-text.ts';
import { sentences } from './sentences.ts';
import { TEXTS } from './strings.ts';

/** Each text in Greek capitals, with its placeholders. */
const strings = sentences(
  TEXTS,
  Object.fromEntries(
    Object.entries(TEXTS).map(([key, text]) => [
      key,
      typeof text === 'string' ? greek(text) : { one: greek(text.one), other: greek(text.other) },
    ]),
  ),
);

function greek(text: string): string {
  return text.replace(/\{[A-Za-z]+\}|[A-Za-z]+/g, (word) => (word.startsWith('{') ? word : 'Ω'));
}

const LATIN = /[a-z]/i;
const LAYER_KINDS = ['inexact', 'dead', 'single-dimension', 'outside-bound', 'cancelled'] as const;
const TERM = { term: 'base-term', value: 1, expected: 0, limit: 0 } as const;
const WORSE = { best: 1, newest: 2, by: 3 } as const;
const SHOWN = ['before', 'best', 'after'] as const;
const DIVERGED = { kind: 'diverged', step: 1, shown: 1, best: 1, limits: [2], learningRate: 1 } as const;
const FOUND: readonly Finding[] = [
  ...LAYER_KINDS.flatMap((kind) =>
    [null, 0.5].map(
      (worst): Finding => ({
        kind,
        layers: [1, 2],
        worst,
        limits: worst === null ? [] : [3],
        logDets: [1, 2],
        activations: worst === null ? ['1'] : [],
      }),
    ),
  ),
  { kind: 'wrong-sum' },
  { kind: 'dead', layers: [1, 5, 9, 13, 17], worst: null, limits: [1], logDets: [1] },
  { kind: 'cancelled', layers: [1, 2, 3], worst: null, limits: [], logDets: [1, 2, -3] },
  ...(['before', 'best', 'after', 'unusable'] as const).flatMap((weights): Finding[] => [
    { ...DIVERGED, weights, gradientClip: null },
    { ...DIVERGED, weights, gradientClip: 1, shown: null, limits: [] },
    { ...DIVERGED, weights, gradientClip: undefined, learningRate: null },
  ]),
  ...SHOWN.flatMap((shown): Finding[] => [
    { kind: 'past-best', ...WORSE, shown },
    { kind: 'worse-later', ...WORSE, shown },
    { kind: 'overfitting', gap: 1, worse: { ...WORSE, shown } },
  ]),
  { kind: 'overfitting', gap: 1, worse: null },
  { kind: 'integers', columns: [], pixelValues: 4 },
  ...[1, 6].map(
    (length): Finding => ({
      kind: 'integers',
      columns: Array.from({ length }, () => ({ column: '1', distinct: 2 })),
      pixelValues: null,
    }),
  ),
  { kind: 'integers', columns: [2, 3].map((distinct) => ({ column: '1', distinct })), pixelValues: null },
  ...[1, 6].flatMap((length) =>
    [null, '1'].map(
      (column): Finding => ({
        kind: 'copied',
        dimensions: Array.from({ length }, () => ({ dimension: 1, column })),
      }),
    ),
  ),
  { kind: 'not-finite', count: 1, n: 2 },
  {
    kind: 'dependent-columns',
    columns: [
      { column: '1', on: ['2'] },
      { column: '1', on: [] },
    ],
  },
  ...[null, 1].flatMap((later): Finding[] => [
    { kind: 'worse-than-gaussian', nll: 2, gaussian: 1, later },
    { kind: 'mismatch', ...TERM, later },
  ]),
  { kind: 'mismatch-held-out', ...TERM, training: 0 },
];

test.each(FOUND)('the finding $kind', (finding) => {
  const found = findingText(finding, strings);
  expect(`${found.headline} ${found.text} ${adviceText(found, strings)} ${found.more}`).not.toMatch(LATIN);
  const folded = { consequences: [{ of: 'diverged', finding }] } as const;
  expect(consequencesOf(folded, { kind: 'diverged' }, strings).join()).not.toMatch(LATIN);
});

test('the verdict', () => {
  const { headline, rest } = verdictOf(
    { findings: FOUND, consequences: [], checks: 9, pending: ['overfitting'] },
    strings,
  );
  expect([headline, ...rest].join()).not.toMatch(LATIN);
  expect(verdictOf({ findings: [], consequences: [], checks: 9, pending: [] }, strings)).toMatchObject({
    headline: 'Ω Ω Ω',
  });
});

const RUN = { runDir: '/run', name: 'run', step: 3, steps: 4, eta: null, queuePosition: null };

test.each(['queued', 'starting', 'running', 'paused', 'stopping', 'finished', 'interrupted', 'failed'] as const)(
  'the state %s',
  (status) => {
    expect(stateText({ ...RUN, status }, strings)).not.toMatch(LATIN);
    const preparing = { what: 'decoding-images', done: 1, total: 2 } as const;
    expect(stateText({ ...RUN, status, preparing }, strings)).not.toMatch(LATIN);
    const working = { backend: '7', what: 'compiling', seconds: 1 } as const;
    expect(stateText({ ...RUN, status, working }, strings)).not.toMatch(LATIN);
    expect(stateText({ ...RUN, status, step: 4, queuePosition: 2 }, strings)).not.toMatch(LATIN);
    expect(stateText({ ...RUN, status, step: 4, queuePosition: 2 }, strings, '7')).not.toMatch(LATIN);
  },
);

test.each(['running', 'finished'] as const)('the NLL of a run that is %s', (status) => {
  const notFinite = { count: 1, negativeInfinity: 1, positiveInfinity: 0, nan: 0 };
  for (const rows of [{}, { n: 9, notFinite }]) {
    const figures = { nll: 1, se: 0.5, step: 2, ...rows };
    const run = { status, validation: figures, best: figures };
    expect(resultText(run, 'estimate', strings)).not.toMatch(LATIN);
  }
  expect(resultText({ status, validation: null, best: null, loss: 1 }, 'mean', strings)).not.toMatch(LATIN);
});

test.each([1, 2, 3, 1000])('rows that are left out of %d', (n) => {
  const notFinite = { count: n === 1000 ? 2 : n, negativeInfinity: 1, positiveInfinity: 1, nan: 0 };
  for (const several of [false, true]) {
    const words = { quantity: 'Ω', summary: 'Ω', rows: 'samples' as const, several };
    expect(leftOutText(notFinite, n, words, strings)!.replaceAll('inf', '')).not.toMatch(LATIN);
  }
});

test('titles', () => {
  expect(panelTitle('latent', [{ name: '1' }], strings)).toBe('1 · Ω Ω');
  expect(panelTitle('preview', [{ name: '1' }], strings)).toBe('1 · Ω');
  expect(panelTitle('compare', [{ name: '1' }, { name: '2' }], strings)).toBe('2 Ω · Ω');
});
