/**
 * Log-probabilities and per-layer log-dets against PyTorch in float64, whose log-dets come from automatic
 * differentiation (bench/peers/check.py). It needs an interpreter that has torch: --python PATH.
 */

import { tmpdir } from 'node:os';
import { type ParameterValues, parameterFeeds, rowDensity } from '../../daemon/evaluation/row-graph.ts';
import { type FlatLayer, flattenPlan } from '../../daemon/flow/flatten-plan.ts';
import { buildFlow, type Flow } from '../../daemon/flow/flow.ts';
import { asFlowPlan } from '../../daemon/models/flow-plan.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../../daemon/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../daemon/runtime/runtime.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import type { Plan } from '../../daemon/spec/plan.ts';
import { askPeer, relativeError, type Terms } from '../measurement/ask-peer.ts';
import { glowTerms } from '../measurement/glow-terms.ts';
import { layerParameters, nested } from '../measurement/layer-parameters.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

const POINTS = 24;
const DIMENSION = 5;
const mlp = { type: 'mlp', hidden: [16, 16] };

/** Couplings of every kind, the layers between them, three bases; inputs reach beyond the spline's bound. */
const SPECS: Readonly<Record<string, object>> = {
  'RealNVP with actnorm in a repeat': {
    layers: [
      { type: 'repeat', times: 5, layers: [{ type: 'affine-coupling', conditioner: mlp }, { type: 'actnorm' }] },
      { type: 'affine' },
    ],
  },
  'spline couplings with LU linear layers': {
    layers: [
      { type: 'spline-coupling', bins: 6, conditioner: { type: 'resnet', hidden: 16, blocks: 2 } },
      { type: 'linear' },
      {
        type: 'spline-coupling',
        mask: [0, 1, 1, 0, 1],
        conditioner: { type: 'mlp', hidden: [16], activation: 'silu' },
      },
      { type: 'permutation' },
    ],
    base: { type: 'diagonal-normal' },
  },
  'additive couplings, sigmoid scales, logistic base': {
    layers: [
      { type: 'additive-coupling', mask: 'first-half', conditioner: { ...mlp, activation: 'gelu' } },
      { type: 'affine-coupling', mask: 'second-half', scale: 'sigmoid', conditioner: { ...mlp, activation: 'tanh' } },
    ],
    base: { type: 'logistic' },
  },
};

export async function prove(): Promise<Proof> {
  const results: ProofResult[] = [];
  for (const [name, spec] of Object.entries(SPECS)) {
    const plan = await planOf(spec);
    const flow = buildFlow(plan);
    const values = randomParameters(flow);
    const points = new Float32Array(POINTS * DIMENSION);
    randomStream(3, 'peer-check').fillNormal(points);
    // ±3 and more must occur: a spline is the identity there.
    const spreadOut = points.map((x) => 1.5 * x);
    const peer = await pytorch(plan, flow, values, spreadOut);
    const exact = await ours(referenceRuntime(), flow, plan, values, spreadOut);
    const fast = await ours(cpuRuntime({ threads: 1 }), flow, plan, values, spreadOut);
    results.push(
      atMost(`${name}: log q, float64`, relativeError([exact.logProb], [peer.logProb]), 1e-9, ''),
      atMost(`${name}: log-det of each layer, float64`, relativeError(exact.layers, peer.layers), 1e-9, ''),
      atMost(`${name}: log q, ONNX Runtime float32`, relativeError([fast.logProb], [peer.logProb]), 1e-5, ''),
    );
  }
  const glow = await glowTerms();
  results.push(
    atMost('small Glow: log q, both in float32', relativeError([glow.ours.logProb], [glow.peer.logProb]), 1e-4, ''),
    atMost('small Glow: term of each layer', relativeError(glow.ours.layers, glow.peer.layers), 1e-4, ''),
  );
  return {
    name: 'peer-check',
    title: 'Agreement with PyTorch',
    results,
    notes: [
      `Largest |difference| / max(1, |value|) over ${POINTS} points in ${DIMENSION} dimensions, at random parameters (start values + N(0, 0.1²)).`,
      'PyTorch computes only the values of the maps; its log-dets are those of the Jacobian that automatic differentiation gives, so no formula for a log-det is shared.',
      'The Glow and its peer are those of the benchmark (28×28, 2 levels of 8 steps; bench/peers/glow_check.py). They are compared on 8 random images, with initial parameters to which noise from N(0, 0.02²) is added.',
    ],
  };
}

async function planOf(spec: object): Promise<Plan> {
  const data = { source: 'npy', path: 'absent.npy', shape: [DIMENSION] };
  const options = { folder: tmpdir(), trusted: true, fileStem: 'peer-check' };
  const { plan, diagnostics } = await checkSpec(JSON.stringify({ data, ...spec }), options);
  if (plan === null) throw new Error(`the spec has errors: ${JSON.stringify(diagnostics)}`);
  return asFlowPlan(plan, 'the spec');
}

function randomParameters(flow: Flow): ParameterValues {
  return new Map(
    flow.parameters.map((parameter) => {
      const values = parameter.initialize(1);
      const noise = new Float32Array(values.length);
      randomStream(2, 'peer-check', parameter.name).fillNormal(noise);
      return [parameter.name, parameter.trainable ? values.map((value, i) => value + 0.1 * noise[i]!) : values];
    }),
  );
}

async function ours(
  runtime: Runtime,
  flow: Flow,
  plan: Plan,
  values: ParameterValues,
  x: Float32Array,
): Promise<Terms> {
  const graph = rowDensity(flow, { batch: POINTS, dtype: 'float', entry: null });
  const compiled = await runtime.compile({
    inputs: graph.inputs,
    outputs: [
      { name: 'logProb', tensor: graph.logProb },
      ...graph.readings.map(({ logDet }, i) => ({ name: `layer${i}`, tensor: logDet })),
    ],
  });
  const outputs = await compiled.run({ ...parameterFeeds(flow, values), rows: x });
  await compiled.dispose();
  const byPlace = new Map<string, readonly number[]>();
  graph.readings.forEach(({ leaf, turns, logDet }, i) => {
    const width = logDet.shape.at(-1)!;
    turns.forEach((turn, slice) => {
      const part = outputs[`layer${i}`]!.subarray(slice * width, (slice + 1) * width);
      byPlace.set(
        `${leaf.path} ${turn}`,
        Array.from({ length: POINTS }, (_, row) => part[width === 1 ? 0 : row]!),
      );
    });
  });
  return {
    logProb: Array.from(outputs.logProb!),
    layers: flattenPlan(plan).map(({ path, turn }) => byPlace.get(`${path} ${turn}`)!),
  };
}

async function pytorch(plan: Plan, flow: Flow, values: ParameterValues, x: Float32Array): Promise<Terms> {
  const layer = ({ type, path, turn, layer: own }: FlatLayer) => ({
    type,
    config: own.config,
    parameters: layerParameters(flow, values, path, turn[0]),
  });
  const request = {
    points: nested(x, [POINTS, DIMENSION]),
    layers: flattenPlan(plan).map(layer),
    base: {
      type: plan.base.type,
      config: plan.base.config,
      parameters: layerParameters(flow, values, 'base', undefined),
    },
  };
  return askPeer('check.py', request);
}
