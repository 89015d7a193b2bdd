import { expect, test } from 'vitest';
import type { ReportAnswer } from '../../protocol/report/report-content.ts';
import { findAnswer } from './find-answer.ts';

const answer = (method: string, about: Readonly<Record<string, unknown>>, result: unknown): ReportAnswer => ({
  method,
  about,
  result,
  failure: null,
});
const ANSWERS: readonly ReportAnswer[] = [
  answer('samples', { checkpoint: 8, temperature: 1, context: null }, 'at 8'),
  answer('samples', { checkpoint: 20, temperature: 1, context: null }, 'at 20'),
  answer('samples', { checkpoint: 20, temperature: 0.5, context: null }, 'cold'),
  answer('layers', { checkpoint: 20, layer: null }, { layers: [1], selected: null }),
  answer('layers', { checkpoint: 20, layer: 3 }, { selected: 'three' }),
  answer('latents', { checkpoint: 20, grid: null }, 'latents'),
  answer('latents', { checkpoint: 20, grid: true }, 'grid'),
  { method: 'density', about: { checkpoint: 20 }, result: null, failure: { code: 'c', message: 'm', hint: 'h' } },
];
const CONTENT = {
  answers: [...ANSWERS],
  defaults: { samples: { temperature: 1, context: null }, layers: { layer: null }, latents: { grid: null } },
  checkpoint: 20,
  run: {
    checkpoints: [
      { step: 8, path: 'a', best: true },
      { step: 20, path: 'b', best: false },
    ],
  },
} as unknown as Parameters<typeof findAnswer>[0];
const ask = (method: string, params: object) => findAnswer(CONTENT, method, params);

test('by the step, latest, best, and what the panel leaves to the defaults; other parameters do not matter', () => {
  expect(ask('samples', { checkpoint: 20, n: 4000 })).toEqual({ result: 'at 20' });
  expect(ask('samples', { checkpoint: 'best', temperature: 1 })).toEqual({ result: 'at 8' });
  expect(ask('samples', { checkpoint: 'latest', temperature: 0.5 })).toEqual({ result: 'cold' });
});

test('details are joined with the summary of their step; a grid is one whatever its lines', () => {
  expect(ask('layers', { checkpoint: 20, layer: 3, n: 2048 })).toEqual({ result: { layers: [1], selected: 'three' } });
  expect(ask('layers', { checkpoint: 20 })).toEqual({ result: { layers: [1], selected: null } });
  expect(ask('latents', { checkpoint: 20, grid: {} })).toEqual({ result: 'grid' });
  expect(ask('latents', { checkpoint: 20, grid: null })).toEqual({ result: 'latents' });
});

test('a figure that could not be computed fails as it did', () => {
  expect(ask('density', { checkpoint: 20 })).toEqual({ code: 'c', message: 'm', hint: 'h' });
});

test('what is not there is said in words, with what is', () => {
  const message = (method: string, params: object) => {
    const found = ask(method, params);
    return 'message' in found ? found.message : null;
  };
  expect(message('samples', { checkpoint: 20, temperature: 0.7 })).toBe(
    'This report does not have it for temperature 0.7. It has it for temperature 1, temperature 0.5.',
  );
  expect(message('samples', { checkpoint: 12 })).toBe(
    'This report does not have it for step 12. It has it for step 8, step 20.',
  );
  expect(message('samples', { checkpoint: 8, context: { label: 'A' } })).toBe(
    'This report does not have it for context label=A. It has it for context none.',
  );
  expect(message('layers', { checkpoint: 8, layer: 3 })).toBe(
    'This report does not have it for step 8. It has it for step 20.',
  );
  expect(message('verify', {})).toBe('This report does not have this figure.');
});
