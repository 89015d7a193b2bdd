import { expect, test } from 'vitest';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { verifyFigure } from '../../protocol/figures/verify.ts';
import { COMMAND_SUMMARIES } from './command-names.ts';
import { figureArguments, figureOptions } from './figure-options.ts';
import { parseArguments } from './options.ts';

function given<F extends Parameters<typeof figureOptions>[0]>(figure: F, ...args: string[]) {
  const declaration = { name: 'sample', usage: [], positionals: [], required: 0, examples: [] } as const;
  return figureArguments(parseArguments({ ...declaration, options: figureOptions(figure) }, args), figure);
}

test('every figure is a command with its summary, and all of its options can be read', () => {
  const summaries: Readonly<Record<string, string>> = COMMAND_SUMMARIES;
  for (const figure of Object.values(FIGURES)) {
    expect(summaries[figure.command]).toBe(figure.summary);
    expect(() => given(figure)).not.toThrow();
  }
});

test('options that are not given have the defaults of the method, or those of the command line where it differs', () => {
  const method = traversalFigure.read({});
  expect(given(traversalFigure)).toEqual({
    directions: 'all',
    rows: method.rows,
    columns: method.columns,
    sigma: method.sigma,
    start: 'centre',
    split: 'validation',
    seed: 0,
    context: null,
    output: null,
  });
  expect(given(samplesFigure).n).toBeNull();
  expect(given(verifyFigure)).toEqual({ points: null, seed: 0 });
});

test('values are read as the definition says', () => {
  const args = ['--directions', 'classes', '--rows=3', '--sigma', '2.5', '--start', '12', '--context', 'a=1,b=2'];
  expect(given(traversalFigure, ...args, '-o', 'f.png')).toMatchObject({
    directions: 'classes',
    rows: 3,
    sigma: 2.5,
    start: 12,
    context: { a: '1', b: '2' },
    output: 'f.png',
  });
  for (const word of ['center', 'centre']) expect(given(traversalFigure, '--start', word).start).toBe('centre');
  // More than the method allows: a command writes them to a file.
  expect(given(samplesFigure, '-n', '2000000').n).toBe(2_000_000);
});

test.each([
  [['--rows', '65'], '--rows must be a whole number from 1 to 64'],
  [['--sigma', '-1'], '--sigma must be a number ≥ 0'],
  [['--directions', 'dimension'], 'did you mean dimensions?'],
  [['--start', 'here'], '--start must be a row or center'],
])('%j is wrong usage', (args, message) => {
  expect(() => given(traversalFigure, ...args)).toThrow(message);
});

test('the help states limits and defaults', () => {
  const text = (name: string) => figureOptions(traversalFigure)[name]!.description;
  expect(text('rows')).toBe('Directions of each kind. From 1 to 64. Default: 8.');
  expect(text('context')).toBe(
    'Values of the context columns. Default: those of the start row, or of row 0 if the start is the center of the base.',
  );
  expect(figureOptions(samplesFigure).count).toMatchObject({ short: 'n', value: 'N' });
});
