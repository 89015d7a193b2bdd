import * as z from 'zod';
import { reshape } from '../../../tensor/ops/arithmetic.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import type { Bijection, ShapeResult } from '../../definition.ts';
import { movedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { movedImage } from '../domains.ts';
import { inverseOrder } from '../linear/orders.ts';
import { shapeText } from '../shapes.ts';

const schema = z.strictObject({
  factor: z.int().min(2).max(64).default(2).describe('Side length of the blocks of pixels that become channels.'),
});

export const squeeze = defineLayer<z.infer<typeof schema>>({
  type: 'squeeze',
  documentation: {
    summary: 'Trades resolution for channels: every block of pixels becomes one pixel with more channels.',
    formula: 'z[y, x, c·f² + dy·f + dx] = x[y·f + dy, x·f + dx, c]',
    logDet: '0',
    reference: 'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), section 3.6',
  },
  schema,
  traits: { rearranges: true },
  inverse: 'closed',
  shape: ({ factor }, input) => squeezedShape(factor, input),
  undoneShape: ({ factor }, output) => unsqueezed(factor, output),
  domain: ({ factor }, input, shape) => movedImage(sources(factor, shape), input),
  inverseDomain: ({ factor }, output, [height = 1, width = 1, channels = 1]) =>
    movedImage(inverseOrder(sources(factor, [height * factor, width * factor, channels / factor ** 2])), output),
  coordinates: ({ factor }, shape) => movedCoordinates(sources(factor, shape)),
  build: ({ factor }, { inputShape }) => buildSqueeze(factor, inputShape),
});

function squeezedShape(factor: number, input: Shape): ShapeResult {
  const [height, width, channels] = input;
  if (input.length !== 3) return { problem: `squeeze needs an image, found a vector of ${shapeText(input)}` };
  if (height! % factor !== 0 || width! % factor !== 0) {
    const needs = factor === 2 ? 'even height and width' : `height and width divisible by ${factor}`;
    return { problem: `squeeze needs ${needs}, found ${shapeText(input)}` };
  }
  return { shape: [height! / factor, width! / factor, channels! * factor * factor] };
}

function unsqueezed(factor: number, output: Shape): Shape | null {
  const [height, width, channels] = output;
  if (height === undefined || width === undefined || channels === undefined) return output;
  const fewer = channels / factor ** 2;
  return Number.isInteger(fewer) ? [height * factor, width * factor, fewer] : null;
}

/** The input element of each output element. */
function sources(factor: number, [height = 1, width = 1, channels = 1]: Shape): readonly number[] {
  const list: number[] = [];
  for (let y = 0; y < height / factor; y++) {
    for (let x = 0; x < width / factor; x++) {
      for (let c = 0; c < channels; c++) {
        for (let dy = 0; dy < factor; dy++) {
          for (let dx = 0; dx < factor; dx++) {
            list.push(((y * factor + dy) * width + x * factor + dx) * channels + c);
          }
        }
      }
    }
  }
  return list;
}

function buildSqueeze(factor: number, [height = 1, width = 1, channels = 1]: Shape): Bijection {
  const logDet = constant([0], [1]);
  const [rows, columns] = [height / factor, width / factor];
  return {
    parameters: [],
    forward(x) {
      const batch = x.shape[0]!;
      const blocks = reshape(x, [batch, rows, factor, columns, factor, channels]);
      const moved = transpose(blocks, [0, 1, 3, 5, 2, 4]);
      return { value: reshape(moved, [batch, rows, columns, channels * factor ** 2]), logDet };
    },
    inverse(z) {
      const batch = z.shape[0]!;
      const blocks = transpose(reshape(z, [batch, rows, columns, channels, factor, factor]), [0, 1, 4, 2, 5, 3]);
      return { value: reshape(blocks, [batch, height, width, channels]), logDet };
    },
  };
}
