/** Which conditioners a kind of layer may use, and which is the default. */
import type { LayerDefinition } from '../definition.ts';

type ConditionerChoice = NonNullable<LayerDefinition['conditioner']>;

/** On images a vector network gets the kept elements as one row. */
export const couplingConditioner: ConditionerChoice = {
  kinds: ['vector', 'image'],
  default: (input) => ({ type: input.length === 3 ? 'convnet' : 'mlp' }),
};

export const maskedConditioner: ConditionerChoice = {
  kinds: ['masked'],
  default: () => ({ type: 'masked-mlp' }),
};

/** A single layer, which starts at zero. */
const LINEAR = { type: 'mlp', hidden: [] };
const CONVOLUTION = { type: 'convnet', kernels: [3] };

export const priorConditioner: ConditionerChoice = {
  kinds: couplingConditioner.kinds,
  default: (input) => (input.length === 3 ? CONVOLUTION : LINEAR),
};

export const dequantizationConditioner: ConditionerChoice = {
  kinds: ['image', 'vector'],
  default: (input) => ({ type: input.length === 3 ? 'conv-resnet' : 'resnet' }),
};

/** The encoder of condition images. It is small compared with the couplings' networks, and runs once for all of them. */
export const encoderNetwork = {
  kinds: ['image'],
  default: { type: 'conv-resnet', channels: 32, blocks: 2 },
} as const;
