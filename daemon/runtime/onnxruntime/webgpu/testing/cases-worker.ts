/**
 * A process that computes the cases of all ops and layers (values, log-dets and gradients) on the WebGPU device, and
 * writes the largest error of each against float64 as a line of JSON. Arguments select cases by parts of their names;
 * without any, each layer has its first case only, because the software adapter takes many minutes for all of them.
 */
import { LAYER_CASES } from '../../../../flow/bijections/layer-cases.ts';
import type { FunctionModel } from '../../../../programs/function-model.ts';
import { simplify } from '../../../../tensor/simplify.ts';
import { functionModel } from '../../../onnx/function-model.ts';
import type { Feeds, Results } from '../../../runtime.ts';
import type { ParityCase } from '../../../testing/parity-cases.ts';
import { firstCases, layerParityCases, opParityCases, parityError } from '../../../testing/parity-cases.ts';
import { shapesOf, tensors, valuesOf } from '../../ort-tensors.ts';
import { webgpuDevice } from '../device.ts';
import { withoutLoops } from '../step-model.ts';
import type { CaseError } from './case-error.ts';

async function compute({ inputs, outputs }: FunctionModel, feeds: Feeds): Promise<Results> {
  const simplified = simplify(outputs.map(({ tensor }) => tensor));
  const named = withoutLoops(simplified, webgpuDevice.parts).map((tensor, i) => ({ name: outputs[i]!.name, tensor }));
  const compiled = await webgpuDevice.compile(functionModel({ inputs, outputs: named }), 'host');
  const results = valuesOf(await compiled.run(tensors(feeds, shapesOf(inputs))), named);
  await compiled.release();
  return results;
}

async function measured(own: ParityCase): Promise<CaseError> {
  const { name } = own;
  try {
    const { values, gradients } = await parityError(own, compute);
    return { name, error: Math.max(values, gradients), failure: null };
  } catch (error) {
    return { name, error: null, failure: String(error) };
  }
}

const wanted = process.argv.slice(2);
const layers = layerParityCases(wanted.length > 0 ? LAYER_CASES : firstCases());
for (const own of [...opParityCases(), ...layers]) {
  if (wanted.length > 0 && !wanted.some((part) => own.name.includes(part))) continue;
  process.stdout.write(`${JSON.stringify(await measured(own))}\n`);
}
