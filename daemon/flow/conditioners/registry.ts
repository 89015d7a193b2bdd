import type { ConditionerDefinition } from '../conditioner-definition.ts';
import { convResnet } from './conv-resnet.ts';
import { convnet } from './convnet.ts';
import { maskedMlp } from './masked-mlp.ts';
import { mlp } from './mlp.ts';
import { resnet } from './resnet.ts';

/** Every network that computes a transform's parameters, in the order of the reference page. */
export const conditionerDefinitions: readonly ConditionerDefinition[] = [mlp, resnet, maskedMlp, convnet, convResnet];
