import { exportFigure } from '../../../protocol/figures/export.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatBytes, formatError } from '../../format/numbers.ts';
import { exportOnnx } from '../../inspection/export/export-onnx.ts';
import { openDataAtHand, sourceOf } from '../../inspection/opened/open-flow.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { openFlowRunWith } from '../open-run.ts';
import { writeOutput } from '../output-option.ts';
import { writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  exportFigure,
  {
    usage: ['export RUN --onnx F [--function log_prob|encode|sample]'],
    notes: [
      'x and context are in data units, labels one-hot. Any batch size is accepted. A flow that dequantizes takes its noise, uniform on [0, 1), as an input; a constant 0.5 gives reproducible results.',
      'Far outside the data, float32 overflows between the layers: log_prob is −inf there, as in `evaluate`, and z or x can be ±inf or NaN.',
      'maxError is the largest |file − engine|/max(1, |engine|) over rows of the data, or over samples of the flow if the data file is missing. For sample it is in standardized units. If it exceeds 0.001, nothing is written.',
    ],
    examples: [
      'flowscope export latest --onnx density.onnx',
      'flowscope export latest --onnx sampler.onnx --function sample',
    ],
  },
  async (given, args, io) => {
    const { path: target, function: name } = given;
    if (target === null) throw usageError('export needs an output file: --onnx F.onnx');
    const { open, data, runtime, output } = await openFlowRunWith(exportFigure, args, io, openDataAtHand);
    const source = sourceOf(open);
    const metadata = { 'flowscope.run': open.run.record.id, 'flowscope.checkpoint': String(source.checkpoint) };
    const { bytes, inputs, outputs, opset, maxError } = await exportOnnx(runtime, open, data, {
      function: name,
      metadata,
    });
    const path = await writeOutput(output!, bytes);
    if (args.json) {
      writeFigure(io, exportFigure, { ...source, path, function: name, opset, inputs, outputs, maxError });
      return 0;
    }
    const signature = (tensors: typeof inputs) =>
      tensors.map((tensor) => `${tensor.name} [${tensor.shape.join(', ')}]`).join(', ');
    showFields(io, [
      ['checkpoint', checkpointText(source)],
      ['inputs', signature(inputs)],
      ['outputs', signature(outputs)],
      ['difference', `${formatError(maxError)} (largest relative difference from the engine)`],
    ]);
    writeText(io, `Wrote ${path} (${formatBytes(bytes.length)}, opset ${opset})`);
    return 0;
  },
);
