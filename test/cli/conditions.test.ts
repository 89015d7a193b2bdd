/** A flow with condition images on the command line: trained, described, sampled by condition, and evaluated against its floor. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { readNpy } from '../../daemon/data/formats/npy.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { displayWidth } from '../../daemon/format/style.ts';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { sampleResultSchema } from '../../protocol/figures/samples.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { flowscope } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';

const SPEC = {
  name: 'try',
  data: { source: 'try-on', samples: 100, evaluationSamples: 12 },
  contextEncoder: { type: 'convnet', channels: 4, kernels: [3] },
  layers: [
    { type: 'dequantize' },
    { type: 'squeeze', factor: 4 },
    { type: 'actnorm' },
    { type: 'conv1x1' },
    { type: 'affine-coupling', mask: 'channel', conditioner: { type: 'convnet', channels: 4, kernels: [3] } },
  ],
  training: { steps: 3, batchSize: 16, seed: 1 },
};

const evaluateConditions = z.object({ conditions: evaluateResultSchema.shape.conditions });

let cwd: string;
let events: readonly z.output<typeof trainEventSchema>[];
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-conditions-'));
  await writeFile(join(cwd, 'try.flow.json'), JSON.stringify(SPEC));
  const { code, stdout, stderr } = await flowscope(['train', 'try.flow.json', '--run-dir', 'run', '--json'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => trainEventSchema.parse(JSON.parse(line)));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function json(...args: string[]): Promise<unknown> {
  const outcome = await flowscopeHere([...args, '--json'], { cwd });
  expect([args[0], outcome.code, outcome.stderr]).toEqual([args[0], 0, '']);
  return outcome.json();
}

test('describe lists the condition images and the encoder', async () => {
  const described = describeResultSchema.parse(await json('describe', 'run'));
  expect(described.context).toEqual({
    size: 512,
    names: [],
    images: [
      { name: 'person', shape: [16, 16, 1] },
      { name: 'garment', shape: [16, 16, 1] },
    ],
  });
  expect(described.contextEncoder).toMatchObject({ values: { type: 'convnet', channels: 4 } });
  const own = described.layers.reduce((sum, { parameters }) => sum + parameters, 0);
  expect(described.parameters).toBe(own + described.contextEncoder!.parameters);
  const { stdout } = await flowscopeHere(['describe', 'run'], { cwd });
  expect(stdout).toContain('person 16 × 16 × 1, garment 16 × 16 × 1');
  expect(stdout).toContain('contextEncoder');
  // The values of a coupling continue below.
  expect(stdout).toContain('conditioner convnet (channels 4,');
  expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(120);
});

test('evaluate reports the floor, and the gap to the conditional density', async () => {
  const { floor, gap, gapBitsPerDim, bitsPerDim, logLikelihood } = evaluateResultSchema.parse(
    await json('evaluate', 'run'),
  );
  // Half ln 2πe σ² for each pixel, and what the image says of folds and light.
  expect(floor!.nll! / (256 * Math.LN2)).toBeCloseTo(5.65, 1);
  expect(floor!.bitsPerDim).toBeCloseTo(floor!.nll! / (256 * Math.LN2), 9);
  expect(gap!.mean).toBeGreaterThan(0);
  expect(gapBitsPerDim!.mean).toBeCloseTo(gap!.mean! / (256 * Math.LN2), 9);
  const { stdout } = await flowscopeHere(['evaluate', 'run'], { cwd });
  expect(stdout).toMatch(/floor .* nats, 5\.\d+ bits\/dim .*\ngap .* nats, \d.* bits\/dim/);
  expect(bitsPerDim!.mean).toBeCloseTo(-logLikelihood!.mean! / (256 * Math.LN2), 6);
});

test('training reports the floor and the gap in bits/dim, too', async () => {
  const [start, done] = [events[0]!, events.at(-1)!];
  if (start.event !== 'start' || done.event !== 'done') throw new Error('the run did not end');
  expect(start.floor?.bitsPerDim).toBeCloseTo(start.floor!.nll! / (256 * Math.LN2), 9);
  const { gap, gapBitsPerDim } = done.validation!;
  expect(gapBitsPerDim).toBeCloseTo(gap!.mean! / (256 * Math.LN2), 9);
});

test('samples by condition: one line of the picture for each, with the same samples as without a picture', async () => {
  const asked = ['sample', 'run', '-n', '6', '--conditions', '2', '--context-row', '3'];
  const { conditions, samples } = sampleResultSchema.parse(await json(...asked));
  expect(conditions).toEqual({ split: 'validation', rows: [3, 4], each: 3, names: ['person', 'garment', 'original'] });
  expect(samples).toHaveLength(6);
  await json(...asked, '-o', 'lines.png');
  const { width, height } = decode(await readFile(join(cwd, 'lines.png')));
  // Six cells in each of two lines, and a title.
  expect(width / height).toBeGreaterThan(1.8);
});

test('the context of a row, and condition images from files', async () => {
  const first = async (...args: string[]) =>
    sampleResultSchema.parse(await json('sample', 'run', '-n', '1', ...args)).samples![0];
  const row = await first('--context-row', '2', '--split', 'test');
  await writeFile(join(cwd, 'gray.npy'), writeNpy(new Uint8Array(256).fill(205), [16, 16]));
  const other = await first('--context-row', '2', '--split', 'test', '--context-file', 'person=gray.npy');
  expect(other).not.toEqual(row);
  const both = await first('--context-file', 'person=gray.npy,garment=gray.npy');
  expect(both).not.toEqual(other);
  for (const [args, message] of [
    [['--context-file', 'gray.npy'], /must name the condition image/],
    [['--context-file', 'shoe=gray.npy'], /'shoe' is not a condition image.*person, garment/],
    [['--context-file', 'person=gray.npy'], /condition image 'garment' is missing/],
    [['--context-file', 'person=no.npy,garment=gray.npy'], /'no.npy' not found/],
    [['--context', 'person=3'], /'person' is a condition image/],
    [['--context-row', '12'], /rows 0 … 11/],
  ] as const) {
    const { code, stderr } = await flowscopeHere(['sample', 'run', '-n', '1', ...args], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  }
});

test('traversals and interpolations show the condition images below, if all points have the same', async () => {
  const size = async (...args: string[]) => {
    await json(...args, '-o', 'path.png');
    const { width, height } = decode(await readFile(join(cwd, 'path.png')));
    return { width, height };
  };
  const cell = 84;
  const fixed = await size('interpolate', 'run', '--columns', '4');
  const blended = await size('interpolate', 'run', '--columns', '4', '--context-mode', 'blended');
  expect(fixed.height - blended.height).toBeGreaterThan(cell);
  const traverse = ['traverse', 'run', '--directions', 'dimensions', '--rows', '1', '--columns', '3'];
  const traversal = await size(...traverse);
  // A row of points, one of conditions, and the title.
  expect(traversal.height).toBeGreaterThan(2 * cell);
  // The arrays have the points only.
  await json(...traverse, '-o', 'path.npy');
  expect(readNpy(await readFile(join(cwd, 'path.npy')), 'path.npy').shape).toEqual([1, 3, 16, 16, 1]);
});

test('with --context-row, a picture shows only the condition of that row', async () => {
  const result = sampleResultSchema.parse(
    await json('sample', 'run', '-n', '3', '--context-row', '3', '-o', 'one.png'),
  );
  expect(result.conditions).toMatchObject({ rows: [3], each: 3 });
});

test('evaluate and encode take rows of a file with the condition images of other files', async () => {
  await writeFile(join(cwd, 'rows.npy'), writeNpy(new Uint8Array(512).fill(90), [2, 16, 16]));
  await writeFile(join(cwd, 'gray.npy'), writeNpy(new Uint8Array(256).fill(205), [16, 16]));
  await writeFile(join(cwd, 'two.npy'), writeNpy(new Uint8Array(512).fill(205, 256), [2, 16, 16]));
  const files = ['--context-file', 'person=gray.npy,garment=two.npy'];
  const encode = ['encode', 'run', '--data', 'rows.npy', '-o', 'z.npy'];
  for (const asked of [['evaluate', 'run', '--data', 'rows.npy'], encode]) {
    const { conditions } = evaluateConditions.parse(await json(...asked, ...files));
    expect(conditions).toEqual([
      { name: 'person', from: 'one', path: 'gray.npy' },
      { name: 'garment', from: 'file', path: 'two.npy' },
    ]);
  }
  const { stdout } = await flowscopeHere([...encode, ...files], { cwd });
  expect(stdout).toMatch(/conditions +person: from gray.npy, the same for all rows\n +garment: from two.npy, one for/);
  const failed = await flowscopeHere(encode, { cwd });
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining("condition image 'person' of each row")]);
  // The advice of the message.
  expect(failed.stderr).toContain('--context-file person=F');
  const ofSplit = encode.filter((_, i) => i !== 2 && i !== 3);
  const { code, stderr } = await flowscopeHere([...ofSplit, ...files], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining('rows of a split have their own')]);
});
