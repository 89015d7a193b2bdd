import type { Answerer } from './answer.ts';
import { densityAnswer } from './density.ts';
import { evaluateAnswer } from './evaluate.ts';
import { exportAnswer } from './export.ts';
import { interpolateAnswer } from './interpolate.ts';
import { latentsAnswer } from './latents.ts';
import { layersAnswer } from './layers.ts';
import { samplesAnswer } from './samples.ts';
import { traversalAnswer } from './traversal.ts';
import { verifyAnswer } from './verify.ts';

export const answerers: readonly Answerer[] = [
  layersAnswer,
  traversalAnswer,
  interpolateAnswer,
  samplesAnswer,
  densityAnswer,
  latentsAnswer,
  verifyAnswer,
  evaluateAnswer,
  exportAnswer,
];
