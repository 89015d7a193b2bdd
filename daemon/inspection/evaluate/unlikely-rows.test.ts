import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRows } from '../../data/named/load-rows.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { evaluateRows } from './evaluate-rows.ts';

const options = { noiseSeed: 3 };

/** @param note of a row, in quotes */
async function tableWith(note: (i: number) => string) {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-unlikely-'));
  const random = randomStream(2, 'table');
  const rows = Array.from({ length: 100 }, (_, i) => `${random.normal().toFixed(6)},${random.normal()},"${note(i)}"`);
  const text = `x,y,note\n${rows.join('\n')}\n`;
  await writeFile(join(folder, 'table.csv'), text);
  const data = { source: 'csv', path: 'table.csv', columns: ['y', 'x'], split: { validation: 0.3, test: 0.3 } };
  return { lines: text.split('\n'), folder, ...(await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0)) };
}

test.each([
  ['a row on each line', () => 'a'],
  ['rows of several lines', (i: number) => (i % 3 === 0 ? 'a\nb' : 'a')],
])('the least likely rows have their values and the line of the file: %s', async (_, note) => {
  const runtime = cpuRuntime({ threads: 1 });
  const { lines, folder, open, data } = await tableWith(note);
  const found = await evaluateRows(runtime, open, data, data.dataset.test, options);
  expect(found).toMatchObject({ leastLikelyFile: 'table.csv', columns: ['y', 'x'] });
  expect(found.leastLikely).toHaveLength(20);
  for (const { line, values } of found.leastLikely) {
    expect(lines[line! - 1]).toMatch(new RegExp(`^${values![1]!.toFixed(6)},${values![0]},`));
  }
  const named = await loadRows('table.csv', { folder, trusted: true }, data.dataset);
  const [first] = (await evaluateRows(runtime, open, data, named, options)).leastLikely;
  expect(lines[first!.line! - 1]).toContain(String(first!.values![0]));
});
