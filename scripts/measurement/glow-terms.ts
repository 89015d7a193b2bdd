/** The terms of the benchmark's Glow, here and in the PyTorch peer with the same parameters (bench/peers/glow_check.py). */
import { tmpdir } from 'node:os';
import { GLOW, glowSpec } from '../../bench/glow.ts';
import { type ParameterValues, parameterFeeds, rowDensity } from '../../daemon/evaluation/row-graph.ts';
import { type FlatLayer, flattenPlan, placeKey } from '../../daemon/flow/flatten-plan.ts';
import { buildFlow } from '../../daemon/flow/flow.ts';
import { asFlowPlan } from '../../daemon/models/flow-plan.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { add } from '../../daemon/tensor/ops/arithmetic.ts';
import { askPeer, type Terms } from './ask-peer.ts';
import { layerParameters, nested } from './layer-parameters.ts';

const IMAGES = 8;
/** Standard deviation of the noise that is added to the initial parameters. */
const SPREAD = 0.02;
/** Types of the layers that are separate layers in the peer, too. */
const COMPARED = ['actnorm', 'conv1x1', 'affine-coupling', 'split'];

/** log q and the term of every layer, in float32. */
export async function glowTerms(): Promise<{ readonly ours: Terms; readonly peer: Terms }> {
  const options = { folder: tmpdir(), trusted: true, fileStem: 'glow' };
  const { plan: checked } = await checkSpec(glowSpec(GLOW, 'absent.idx'), options);
  const plan = asFlowPlan(checked!, 'the spec');
  const flow = buildFlow(plan);
  const values: ParameterValues = new Map(
    flow.parameters.map(({ name, initialize, trainable }) => {
      const random = randomStream(2, 'glow-terms', name);
      const start = initialize(1);
      return [name, trainable ? start.map((value) => value + SPREAD * random.normal()) : start];
    }),
  );
  const random = randomStream(3, 'glow-terms');
  const size = GLOW.size ** 2;
  const images = Uint8Array.from({ length: IMAGES * size }, () => random.integer(256));
  const noise = Float32Array.from({ length: IMAGES * size }, () => random.uniform());
  const layers = flattenPlan(plan).filter(({ type }) => COMPARED.includes(type));

  const graph = rowDensity(flow, { batch: IMAGES, dtype: 'uint8', entry: null });
  const compiled = await cpuRuntime({ threads: 1 }).compile({
    inputs: graph.inputs,
    outputs: [
      { name: 'logProb', tensor: graph.logProb },
      // Parameters of loops are stacked. Only splits have a prior, and they are outside of loops.
      ...graph.readings.map(({ logDet, logPrior }, i) => ({
        name: `layer${i}`,
        tensor: logPrior === null ? logDet : add(logDet, logPrior),
      })),
    ],
  });
  const results = await compiled.run({ ...parameterFeeds(flow, values), rows: images, noise0: noise });
  await compiled.dispose();
  const terms = new Map(
    graph.readings.flatMap(({ leaf, turns, logDet, logPrior }, i) => {
      const width = logPrior === null ? logDet.shape.at(-1)! : IMAGES;
      return turns.map((turn, slice) => {
        const own = results[`layer${i}`]!.subarray(slice * width, (slice + 1) * width);
        return [placeKey(leaf, turn), Array.from({ length: IMAGES }, (_, row) => own[width === 1 ? 0 : row]!)] as const;
      });
    }),
  );
  const ofLayer = (layer: FlatLayer) => terms.get(placeKey(layer, layer.turn))!;
  const ours = { logProb: Array.from(results.logProb!), layers: layers.map(ofLayer) };

  const parameters = ({ path, turn }: FlatLayer) =>
    Object.fromEntries(
      Object.entries(layerParameters(flow, values, path, turn[0])).map(([name, own]) => [
        name.replace('conditioner.', ''),
        own,
      ]),
    );
  const couplings = layers.filter(({ type }) => type === 'affine-coupling');
  const request = {
    config: GLOW,
    images: nested(Float32Array.from(images), [IMAGES, size]),
    noise: nested(noise, [IMAGES, size]),
    // A step is an actnorm, a convolution and a coupling, one after the other.
    steps: couplings.map((coupling) => {
      const at = layers.indexOf(coupling);
      return Object.assign({}, ...layers.slice(at - 2, at + 1).map(parameters)) as object;
    }),
    priors: layers
      .filter(({ type }) => type === 'split')
      .map((split) => {
        const own = parameters(split);
        return { weight: own['layer0.weight'], bias: own['layer0.bias'] };
      }),
  };
  return { ours, peer: await askPeer('glow_check.py', request) };
}
