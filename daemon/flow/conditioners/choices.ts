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

export const dequantizationConditioner: ConditionerChoice = {
  kinds: ['image', 'vector'],
  default: () => ({ type: 'conv-resnet' }),
};
