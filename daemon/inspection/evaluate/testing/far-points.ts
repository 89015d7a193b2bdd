/**
 * log q of points as far out as float32 goes, through every available layer, base and preparation of a table, is finite
 * or −∞. Definitions come from the registries, so that new ones are tested automatically.
 */
import { afterAll, expect, test } from 'vitest';
import { baseDefinitions } from '../../../flow/bases/registry.ts';
import { layerDefinitions } from '../../../flow/bijections/registry.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../../spec/check-spec.ts';
import { keepGraphs } from '../../graphs/kept-graphs.ts';
import { movedParameters, randomFlow } from '../../testing/random-flow.ts';
import { logDensityOf } from '../log-density.ts';
import { farTable } from './far-table.ts';

export const LARGEST = 2 ** 128 - 2 ** 104;
const FAR = [1e4, 1e8, 1e19, 1e30, LARGEST];
const VALUES = [0, ...FAR, ...FAR.map((value) => -value)];
/** All pairs of the values. */
const POINTS = Float32Array.from(VALUES.flatMap((x) => VALUES.flatMap((y) => [x, y])));

const bases = baseDefinitions.filter(({ build }) => build !== null).map(({ type }) => type);
const layers = layerDefinitions.filter(({ build }) => build !== null).map(({ type }) => type);
/** Every layer with every base. */
const PAIRS = bases.flatMap((base, b) => layers.map((layer, i) => ({ layer, base, b, i })));

/** Every layer under the first base, and a quarter of the others under each other base, another one for each. */
const isOfGate = ({ b, i }: { readonly b: number; readonly i: number }) => b === 0 || (i + b) % 4 === 0;

/** Layers for images, whose pixels are never far out. */
const OF_IMAGES = ['dequantize', 'squeeze', 'conv1x1'];

const PREPARATIONS = [
  { standardize: true, dequantize: true },
  { standardize: true, dequantize: false },
  { standardize: false, dequantize: false },
];

/** Bases with a network take a context. */
function contextOf(base: string): readonly object[] {
  const needs = baseDefinitions.find(({ type }) => type === base)!.conditioner !== undefined;
  return needs ? [{ column: 'c', as: 'number' }] : [];
}

/**
 * Specs with `type`, alone (inverted again if no base matches its range) and between layers that vary its input's size.
 */
async function specsWith(type: string, base: string, folder: string): Promise<object[]> {
  const layer = { type };
  const candidates = [
    [layer],
    [layer, { type: 'inverse', layers: [layer] }],
    [{ type: 'inverse', layers: [layer] }, layer],
    // For layers that need values in (0, 1), including the ends.
    [{ type: 'sigmoid' }, { ...layer, alpha: 0 }],
  ];
  const found: object[] = [];
  for (const [i, own] of candidates.entries()) {
    const data = {
      source: 'csv',
      path: 't.csv',
      columns: ['n', 'x'],
      context: contextOf(base),
      ...PREPARATIONS[i % PREPARATIONS.length],
    };
    const spec = { data, base: { type: base }, layers: own, training: { batchSize: 8 } };
    const { plan } = await checkSpec(JSON.stringify(spec), { folder, trusted: true, fileStem: 'far' });
    if (plan === null) continue;
    const between = { ...spec, layers: [{ type: 'affine-coupling' }, ...own, { type: 'linear' }, { type: 'actnorm' }] };
    const isWhole =
      (await checkSpec(JSON.stringify(between), { folder, trusted: true, fileStem: 'far' })).plan !== null;
    found.push(spec, ...(isWhole ? [between] : []));
  }
  return found;
}

/** @param share of the pairs of a layer and a base: those of the gate, or the others */
export function testFarPoints(share: 'gate' | 'others'): void {
  const table = farTable();
  // Parameters are inputs of a graph, so that it is compiled once for all of them.
  const runtime = keepGraphs(cpuRuntime({ threads: 1 }), 1);
  afterAll(() => runtime.disposeGraphs());
  const pairs = PAIRS.filter((pair) => isOfGate(pair) === (share === 'gate'));

  test.each(pairs.map(({ layer, base }) => [layer, base] as const))('%s under %s', async (layer, base) => {
    const specs = await specsWith(layer, base, table.folder);
    if (!OF_IMAGES.includes(layer)) expect(specs.length).toBeGreaterThan(0);
    for (const spec of specs) {
      const { open, data } = await randomFlow(spec, table.folder);
      const count = POINTS.length / 2;
      const context = open.flow.contextSize > 0 ? new Float32Array(count) : null;
      const rows = data.transform.prepare({ count, values: POINTS, context });
      // As after a little training, and after a lot.
      for (const spread of [0.1, 1]) {
        const moved = { ...open, parameters: movedParameters(open, spread) };
        const values = await logDensityOf(runtime, moved, data, rows, { noiseSeed: 1 });
        const wrong = Array.from(values).flatMap((value, i) =>
          value < Infinity ? [] : [`${value} at ${POINTS.subarray(2 * i, 2 * i + 2)}`],
        );
        expect([JSON.stringify(spec), spread, wrong]).toEqual([JSON.stringify(spec), spread, []]);
      }
    }
  });
}
