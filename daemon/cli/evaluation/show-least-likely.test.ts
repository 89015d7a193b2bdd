import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { showLeastLikely } from './show-least-likely.ts';

type Shown = Parameters<typeof showLeastLikely>[1];

function printed(evaluation: Shown): string {
  let text = '';
  const stdout = new Writable({
    write(part, _encoding, done) {
      text += String(part);
      done();
    },
  });
  const io = { cwd: '.', stdout, stderr: stdout, color: false, interactive: false };
  showLeastLikely(io, evaluation, 'row');
  return text;
}

test('all rows of the JSON are printed', () => {
  const leastLikely = Array.from({ length: 20 }, (_, row) => ({ row, logLikelihood: row - 30, values: [row + 0.5] }));
  const text = printed({ columns: ['x'], leastLikely });
  for (const { row } of leastLikely) expect(text).toMatch(new RegExp(`^ *${row} .* ${row}\\.5$`, 'm'));
});

test('the least likely rows have the names of their categories', () => {
  const text = printed({
    columns: ['x', 'kind'],
    categories: [{ column: 'kind', values: ['dog', 'ant'] }],
    leastLikely: [{ row: 3, logLikelihood: -9, values: [0.5, 1] }],
  });
  expect(text).toMatch(/3 +−9\.0000 +0\.5 +ant/);
});
