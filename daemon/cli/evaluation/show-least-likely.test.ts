import { expect, test } from 'vitest';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { CommandIo } from '../command-io.ts';
import { showLeastLikely } from './show-least-likely.ts';

test('all rows of the JSON are printed', () => {
  let text = '';
  const io = { stdout: { write: (part: string) => (text += part) } } as unknown as CommandIo;
  const leastLikely = Array.from({ length: 20 }, (_, row) => ({ row, logLikelihood: row - 30, values: [row + 0.5] }));
  showLeastLikely(io, { columns: ['x'], leastLikely } as unknown as Evaluation, 'row');
  for (const { row } of leastLikely) expect(text).toMatch(new RegExp(`^ *${row} .* ${row}\\.5$`, 'm'));
});

test('the least likely rows have the names of their categories', () => {
  let text = '';
  const io = { stdout: { write: (part: string) => (text += part) } } as unknown as CommandIo;
  const evaluation = {
    columns: ['x', 'kind'],
    categories: [{ column: 'kind', values: ['dog', 'ant'] }],
    leastLikely: [{ row: 3, logLikelihood: -9, values: [0.5, 1] }],
  } as unknown as Evaluation;
  showLeastLikely(io, evaluation, 'row');
  expect(text).toMatch(/3 +−9\.0000 +0\.5 +ant/);
});
