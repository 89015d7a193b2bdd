/** Writes a flow's function as a self-contained ONNX file, and compares it with the engine. */

import { categoryNames } from '../../data/modelled-categories.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import type { Flow } from '../../flow/flow.ts';
import { latentText } from '../../format/latent-text.ts';
import type { BatchedTensor } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import { openFunctionModel } from '../../runtime/onnx/function-model.ts';
import { OPSET } from '../../runtime/onnx/model-proto.ts';
import { openModel } from '../../runtime/onnxruntime/open-model.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';
import { exportError } from './export-error.ts';
import type { ExportedFunction } from './export-graph.ts';
import { exportGraph } from './export-graph.ts';
import { checkExactness } from './export-precision.ts';

export interface ExportOptions {
  readonly function: ExportedFunction;
  /** Added to the file's own metadata, for example the run and the checkpoint's step. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ExportedTensor {
  readonly name: string;
  readonly dtype: 'float32';
  /** `batch` stands for any size. */
  readonly shape: readonly (number | 'batch')[];
}

export interface OnnxExport {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ExportedTensor[];
  readonly outputs: readonly ExportedTensor[];
  readonly opset: number;
  /**
   * Largest |file − engine|/max(1, |engine|) at up to 64 rows (for `sample`: rows of noise), with the file run by ONNX
   * Runtime in batches of two sizes; samples are compared in standardized units. For a value rounded to a whole number,
   * it is the distance to the bin before rounding.
   */
  readonly maxError: number;
}

/**
 * Inputs and outputs: see `exportGraph`; the file's metadata describes them as well.
 * @throws FlowscopeError `inexact-export` if the file differs from the engine by more than `EXPORT_TOLERANCE`
 */
export async function exportOnnx(
  runtime: Runtime,
  open: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  data: OpenFacts,
  { function: name, metadata = {} }: ExportOptions,
): Promise<OnnxExport> {
  const graph = exportGraph(name, open, data);
  const bytes = openFunctionModel(simplifyModel(graph), { ...describe(name, open, data), ...metadata });
  const describeTensor = ({ name: own, tensor, batchAxis }: BatchedTensor): ExportedTensor => ({
    name: own,
    dtype: 'float32',
    shape: tensor.shape.map((extent, axis) => (axis === batchAxis ? 'batch' : extent)),
  });
  const inputs = graph.inputs.map(describeTensor);
  const outputs = graph.outputs.map(describeTensor);
  const model = await openModel(bytes);
  try {
    const exactness = await exportError(runtime, open, data, name, { model, inputs, output: outputs[0]!.name });
    checkExactness(exactness);
    return { bytes, inputs, outputs, opset: OPSET, maxError: exactness.maxError };
  } finally {
    await model.dispose();
  }
}

function describe(
  name: ExportedFunction,
  { flow, plan }: Pick<OpenFlow, 'flow' | 'plan'>,
  { dataset, transform }: OpenFacts,
): Record<string, string> {
  const dequantizes =
    (transform.entry?.noiseScale ?? null) !== null ||
    flow.segments.some((s) => s.kind === 'leaf' && traitsOf(s.type).dequantizes === true);
  return {
    'flowscope.function': name,
    'flowscope.flow': plan.name,
    'flowscope.units': 'x and context in data units (labels one-hot), log_prob in nats',
    'flowscope.columns': dataset.columns.join(','),
    ...(dataset.categories === undefined
      ? {}
      : { 'flowscope.categories': JSON.stringify(categoryNames(dataset).categories) }),
    ...(plan.context ? { 'flowscope.context': plan.context.names.join(',') } : {}),
    ...(name === 'sample' ? { 'flowscope.noise': noiseText(flow) } : {}),
    ...(flow.latentParts.length > 1 ? { 'flowscope.latent': latentText(flow.latentParts) } : {}),
    ...(name !== 'sample' && dequantizes ? { 'flowscope.noise': 'uniform on [0, 1) for dequantization' } : {}),
  };
}

function noiseText({ base, latentParts }: Flow): string {
  const text = base.noise === 'normal' ? 'standard normal' : 'uniform on [0, 1)';
  const { start } = latentParts.at(-1)!;
  return start === 0 || base.noise === 'normal' ? text : `standard normal for z0 … z${start - 1}, then ${text}`;
}
