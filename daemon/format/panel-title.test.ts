import { expect, test } from 'vitest';
import { panelTitle, snapshotTitle } from './panel-title.ts';

const title = (runs: readonly string[], names: readonly (string | null)[]) =>
  snapshotTitle({
    panel: 'layers',
    subject: { runs: [...runs], checkpoint: 'latest' },
    shown: names.map((name) => (name === null ? null : { name })),
  });

test.each([
  ['its name', ['/runs/moons-1'], ['moons'], 'moons · layers'],
  ['the name of the folder of a run that is gone', ['/runs/moons-1'], [null], 'moons-1 · layers'],
  ['also on Windows', ['C:\\runs\\moons-1\\'], [null], 'moons-1 · layers'],
  ['the number of several', ['/runs/a', '/runs/b'], [null, 'b'], '2 runs · layers'],
] as const)('a run has %s', (_, runs, names, expected) => {
  expect(title(runs, names)).toBe(expected);
});

test('the label of a run takes the place of its name', () => {
  expect(panelTitle('layers', [{ name: 'moons', label: 'wider' }])).toBe('wider · layers');
});
