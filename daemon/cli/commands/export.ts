import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatBytes, formatError } from '../../format/numbers.ts';
import { exportOnnx } from '../../inspection/export/export-onnx.ts';
import { openDataAtHand } from '../../inspection/opened/open-flow.ts';
import { defineCommand } from '../define-command.ts';
import { CHECKPOINT_OPTION, openRunWith, RUN_ARGUMENT, sourceOf } from '../open-run.ts';
import { writeOutput } from '../output-option.ts';
import { writeJson, writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';
import { oneOf } from '../values.ts';

const FUNCTIONS = ['log_prob', 'encode', 'sample'] as const;

export const run = defineCommand(
  {
    name: 'export',
    usage: ['export RUN --onnx F [--function log_prob|encode|sample]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      onnx: { value: 'F', description: 'The file to write. It includes the parameters.' },
      function: {
        value: 'NAME',
        description:
          'log_prob: x → log q(x), in nats. encode: x → z. sample: noise, temperature → x. Flows with context take it as an input. Default: log_prob.',
      },
      checkpoint: CHECKPOINT_OPTION,
    },
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
  async (args, io) => {
    if (args.text('onnx') === null) throw usageError('export needs an output file: --onnx F.onnx');
    const name = oneOf(args, 'function', FUNCTIONS, 'log_prob');
    const { open, data, runtime, output } = await openRunWith(args, io, openDataAtHand);
    const source = sourceOf(open);
    const metadata = { 'flowscope.run': open.run.record.id, 'flowscope.checkpoint': String(source.checkpoint) };
    const { bytes, inputs, outputs, opset, maxError } = await exportOnnx(runtime, open, data, {
      function: name,
      metadata,
    });
    const path = await writeOutput(output!, bytes);
    if (args.json) {
      writeJson(io, { v: 1, ...source, path, function: name, opset, inputs, outputs, maxError });
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
