import * as z from 'zod/mini';
import { number } from '../common.ts';
import { defineFigure } from './define-figure.ts';
import { document } from './shared-parts.ts';

const tensors = z.array(
  z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.union([z.int(), z.string()])) }),
);

const exported = z.enum(['log_prob', 'encode', 'sample']);

/** JSON of `flowscope export`. */
export const exportResultSchema = z.strictObject({
  ...document,
  path: z.string(),
  function: exported,
  opset: z.int(),
  inputs: tensors,
  outputs: tensors,
  maxError: number,
});

export const exportFigure = defineFigure({
  name: 'export',
  title: 'ONNX export',
  models: ['flow'],
  purpose: 'writes the maps and the exact log q of a flow',
  panel: false,
  follow: false,
  writes: 'path',
  parameters: {
    path: {
      type: z.string().check(z.minLength(1), z.maxLength(4096)),
      words: 'Absolute path of the .onnx file to write. It includes the parameters.',
      option: {
        name: 'onnx',
        value: 'F',
        words: 'The file to write. It includes the parameters.',
        type: z._default(z.nullable(z.string()), null),
      },
    },
    function: {
      type: z._default(exported, 'log_prob'),
      words:
        'log_prob: x → log q(x), in nats. encode: x → z. sample: noise, temperature → x. Flows with context take it as an input.',
      option: { value: 'NAME' },
    },
    overwrite: { type: z._default(z.boolean(), false), words: 'Replace an existing file.' },
  },
  result: z.omit(exportResultSchema, { v: true }),
  command: 'export',
  commandOptions: {},
  document: exportResultSchema,
});
