import { inspectExport } from '../../../protocol/rpc/inspect-methods.ts';
import { exportOnnx } from '../export-onnx.ts';
import { defineAnswer, sourceOf } from './answer.ts';
import { checkExportTarget, writeExport } from './export-target.ts';

export const exportAnswer = defineAnswer(inspectExport, async ({ path, function: name, overwrite }, context) => {
  // Before any work is done; what changes meanwhile is seen again when it is written.
  await checkExportTarget(path, overwrite);
  const { runtime, open, signal } = context;
  const data = await context.atHand();
  const source = sourceOf(context);
  const metadata = { 'flowscope.run': open.run.record.id, 'flowscope.checkpoint': String(source.checkpoint) };
  const exported = await exportOnnx(runtime, open, data, { function: name, metadata });
  signal.throwIfAborted();
  await writeExport(path, exported.bytes, overwrite);
  const { inputs, outputs, opset, maxError } = exported;
  return {
    ...source,
    path,
    function: name,
    opset,
    inputs: inputs.map((tensor) => ({ ...tensor, shape: [...tensor.shape] })),
    outputs: outputs.map((tensor) => ({ ...tensor, shape: [...tensor.shape] })),
    maxError,
  };
});
