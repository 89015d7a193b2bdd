import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { FigureDefinition, Notation } from '../../protocol/figures/define-figure.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { verifyFigure } from '../../protocol/figures/verify.ts';
import { limitsOf } from '../format/parameter-limits.ts';
import { COMMAND_SUMMARIES } from './command-names.ts';
import { figureArguments, figureOptions } from './figure-options.ts';
import { parseArguments } from './options.ts';

function given<F extends Parameters<typeof figureOptions>[0]>(figure: F, ...args: string[]) {
  const declaration = { name: 'sample', usage: [], positionals: [], required: 0, examples: [] } as const;
  return figureArguments(parseArguments({ ...declaration, options: figureOptions(figure) }, args), figure);
}

test.each(Object.values(FIGURES))(
  '$name is a command with its summary, and all of its options can be read',
  (figure) => {
    const summaries: Readonly<Record<string, string>> = COMMAND_SUMMARIES;
    expect(summaries[figure.command]).toBe(figure.summary);
    expect(() => given(figure)).not.toThrow();
    const { parameters, commandOptions } = figure as FigureDefinition;
    const options = [
      ...Object.entries(parameters).flatMap(([key, { option, type }]) => (option ? [{ key, option, type }] : [])),
      ...Object.entries(commandOptions).map(([key, option]) => ({ key, option, type: option.type })),
    ];
    expect(options).toHaveLength(Object.keys(figureOptions(figure)).length);
    for (const { key, option, type } of options) {
      for (const [text, value] of examples(option.type ?? type, option.notation)) {
        expect(given(figure, `--${option.name ?? key}=${text}`)).toHaveProperty([key], value);
      }
    }
  },
);

/** Texts that an option accepts, with their values. */
function examples(type: z.ZodMiniType, notation: Notation | undefined): readonly (readonly [string, unknown])[] {
  if (notation !== undefined) return [NOTATED[notation]];
  const { kind, choices, minimum, maximum, minimumExcluded, maximumExcluded } = limitsOf(type);
  if (kind === 'choice') return choices.map((choice) => [choice, choice]);
  if (kind === 'text') return [['some/file', 'some/file']];
  expect(kind).toMatch(/^(integer|number)$/);
  const low = (minimum ?? -3) + (minimumExcluded ? 1 : 0);
  const high = (maximum ?? low + 7) - (maximumExcluded ? 1 : 0);
  return [low, high].map((value) => [String(value), value]);
}

const NOTATED: Readonly<Record<Notation, readonly [string, unknown]>> = {
  context: ['a=1,b=x', { a: '1', b: 'x' }],
  start: ['3', 3],
  rectangle: ['-1,1,-2,2', [-1, 1, -2, 2]],
  numbers: ['-0.5, 2', [-0.5, 2]],
  values: ['a=1,b=x', { a: '1', b: 'x' }],
};

test.each([
  [z._default(z.number().check(z.gt(0)), 1), '0', '--x must be a number > 0, found'],
  [z._default(z.number(), 1), 'Infinity', '--x must be a number, found'],
  [z.number().check(z.minimum(0)), '', '--x needs a value'],
  [z.int().check(z.minimum(0)), '1.5', '--x must be a whole number ≥ 0, found'],
  [z.int().check(z.minimum(0)), '9007199254740993', '--x must be a whole number ≥ 0, found'],
  [
    z.int().check(z.refine((n) => n % 2 === 1, 'the number must be odd')),
    '4',
    "--x does not accept '4': the number must be odd",
  ],
  [
    z.string().check(z.maxLength(3)),
    'long',
    "--x does not accept 'long': too big: expected string to have <=3 characters",
  ],
])('an option is checked by its schema (%#)', (type, text, message) => {
  const figure: FigureDefinition = {
    ...(verifyFigure as FigureDefinition),
    commandOptions: { x: { value: 'X', words: 'X.', type } },
  };
  expect(() => given(figure, `--x=${text}`)).toThrow(message);
});

test('options that are not given have the defaults of the method, or those of the command line where it differs', () => {
  const method = traversalFigure.read({});
  expect(given(traversalFigure)).toEqual({
    along: null,
    directions: 'all',
    level: null,
    latents: null,
    rows: method.rows,
    columns: method.columns,
    sigma: method.sigma,
    start: 'centre',
    split: 'validation',
    seed: 0,
    context: null,
    contextRow: null,
    contextFile: null,
    output: null,
    theme: null,
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
  expect(text('rows')).toBe('Directions per kind. From 1 to 64. Default: 8.');
  expect(text('context')).toBe(
    'Values of the context columns. Default: those of the start row, or of row 0 if the start is the center of the base.',
  );
  expect(figureOptions(samplesFigure).count).toMatchObject({ short: 'n', value: 'N' });
});
