import { extname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { openOutput } from '../../outputs/output-file.ts';
import type { FlowFigureAnswer } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { exportOnnx } from './export-onnx.ts';

export const exportAnswer: FlowFigureAnswer<'export'> = async ({ path, function: name, overwrite }, context) => {
  const { runtime, open, signal, trusted } = context;
  if (extname(path).toLowerCase() !== '.onnx') {
    const message = `Cannot write ${path}: its name does not end in .onnx.`;
    throw new FlowscopeError('unwritable', message, {
      file: path,
      exitCode: 2,
      hint: 'Choose a name that ends in .onnx.',
    });
  }
  const output = await openOutput(path, {
    run: open.run,
    inputs: [],
    trusted,
    replace: overwrite,
    hint: overwrite ? 'Choose another file.' : 'Choose another name, or overwrite the file.',
  });
  const data = await context.atHand();
  const source = sourceOf(context.open);
  const metadata = { 'flowscope.run': open.run.record.id, 'flowscope.checkpoint': String(source.checkpoint) };
  const exported = await exportOnnx(runtime, open, data, { function: name, metadata });
  await output.write(exported.bytes, signal);
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
};
