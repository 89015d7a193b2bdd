/** Images: whole numbers in, whole numbers out. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNpy } from '../../daemon/data/formats/npy.ts';
import { idxBytes } from '../../daemon/data/testing/idx-bytes.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { interpolateResultSchema } from '../../protocol/figures/interpolate.ts';
import { decodeResultSchema, encodeResultSchema } from '../../protocol/figures/latents.ts';
import { inspectResultSchema } from '../../protocol/figures/layers.ts';
import { sampleResultSchema } from '../../protocol/figures/samples.ts';
import { traverseResultSchema } from '../../protocol/figures/traversal.ts';
import { flowscope, type Program } from './flowscope.ts';

const SIDE = 9;
const COUNT = 300;

/** Bright squares at random places, as an IDX file of bytes. */
function idxImages(): Uint8Array {
  const random = randomStream(1, 'images');
  const pixels = new Uint8Array(COUNT * SIDE * SIDE);
  for (let n = 0; n < COUNT; n++) {
    const [left, top] = [random.integer(SIDE - 3), random.integer(SIDE - 3)];
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const inside = x >= left && x < left + 4 && y >= top && y < top + 4;
        pixels[(n * SIDE + y) * SIDE + x] = (inside ? 200 : 20) + random.integer(40);
      }
    }
  }
  return idxBytes([COUNT, SIDE, SIDE], pixels);
}

/** @param program runs every command but training, which needs the program itself */
export function imagesTests(program: Program): void {
  let cwd: string;

  async function json(...args: string[]): Promise<unknown> {
    const outcome = await program([...args, '--json'], { cwd });
    expect([args[0], outcome.code, outcome.stderr]).toEqual([args[0], 0, '']);
    return outcome.json();
  }

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'flowscope-images-'));
    await writeFile(join(cwd, 'images.idx'), idxImages());
    await writeFile(
      join(cwd, 'labels.idx'),
      idxBytes(
        [COUNT],
        Array.from({ length: COUNT }, (_, n) => n % 3),
      ),
    );
    const spec = {
      data: { source: 'idx', path: 'images.idx', labels: 'labels.idx', context: 'label' },
      base: { type: 'logistic' },
      layers: [
        { type: 'dequantize' },
        { type: 'flatten' },
        { type: 'actnorm' },
        {
          type: 'repeat',
          times: 2,
          layers: [{ type: 'additive-coupling', conditioner: { type: 'mlp', hidden: [32] } }],
        },
        { type: 'affine' },
      ],
      training: { steps: 150, batchSize: 64, ema: { decay: 0.9 }, optimizer: { learningRate: 3e-3 } },
    };
    await writeFile(join(cwd, 'squares.flow.json'), JSON.stringify(spec));
    const trained = await flowscope(['train', 'squares.flow.json', '--json'], { cwd });
    expect(trained.code).toBe(0);
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  test('evaluate and inspect speak of bits/dim, averaged weights, and the preprocessing', async () => {
    const result = evaluateResultSchema.parse(await json('evaluate', 'latest', '--split', 'test'));
    expect(result).toMatchObject({ weights: 'ema', n: 30, gap: null, floor: null });
    const perDimension = -result.logLikelihood!.mean! / (SIDE * SIDE * Math.LN2);
    expect(result.bitsPerDim!.mean!).toBeCloseTo(perDimension, 9);
    // Noise of 40 levels costs log2(40) = 5.3 bits; eight would be no model at all.
    expect(perDimension).toBeGreaterThan(5);
    expect(perDimension).toBeLessThan(8);
    const inspected = inspectResultSchema.parse(await json('inspect', 'latest', '--split', 'train'));
    expect(inspected.layers[0]).toMatchObject({ type: 'dequantize', kind: 'data' });
  });

  test('decoding encoded images gives the same bytes back', async () => {
    const encoded = encodeResultSchema.parse(await json('encode', 'latest', '--split', 'test', '-o', 'z.npy'));
    expect(encoded.shape).toEqual([30, SIDE * SIDE]);
    const args = ['decode', 'latest', '--data', 'z.npy', '--split', 'test', '-o'];
    const decoded = decodeResultSchema.parse(await json(...args, 'x.npy'));
    expect(decoded.shape).toEqual([30, SIDE, SIDE, 1]);
    const values = readNpy(await readFile(join(cwd, 'x.npy')), 'x.npy').values;
    for (const value of values) expect(Number.isInteger(value) && value >= 20 && value < 240).toBe(true);
    await json(...args, 'x.png');
  });

  test('pictures are grids of images', async () => {
    const samples = sampleResultSchema.parse(
      await json('sample', 'latest', '-n', '7', '--context', 'label=1', '-o', 's.png'),
    );
    expect(samples).toMatchObject({ shape: [7, SIDE, SIDE, 1], context: { label: '1' }, weights: 'ema' });
    const size = async (file: string) => {
      const { width, height } = decode(await readFile(join(cwd, file)));
      return [width, height] as const;
    };
    const [width, height] = await size('s.png');
    // Three columns and rows, and the title above.
    expect(width).toBeGreaterThan(3 * SIDE);
    expect(height).toBeGreaterThan(width);
    // A line for each of three classes.
    const classes = sampleResultSchema.parse(
      await json('sample', 'latest', '-n', '23', '--by', 'label', '-o', 'classes.png'),
    );
    expect(classes.by).toEqual({ column: 'label', values: ['0', '1', '2'], each: 8 });
    const [across, down] = await size('classes.png');
    expect(across / down).toBeGreaterThan(1.5);
    const traversal = traverseResultSchema.parse(
      await json('traverse', 'latest', '--rows', '2', '--columns', '5', '-o', 't.png'),
    );
    expect(traversal).toMatchObject({ shape: [6, 5, SIDE, SIDE, 1], influence: 'probes' });
    expect(traversal.directions.map(({ kind }) => kind)).toEqual([
      'dimension',
      'dimension',
      'principal',
      'principal',
      'class',
      'class',
    ]);
    const path = interpolateResultSchema.parse(await json('interpolate', 'latest', '--columns', '6', '-o', 'i.png'));
    expect(path.shape).toEqual([6, SIDE, SIDE, 1]);
    const [wide, high] = await size('i.png');
    expect(wide).toBeGreaterThan(2 * high);
  });
}
