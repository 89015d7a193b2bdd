import type { Answerer } from './answer.ts';
import { evaluateAnswer } from './answers/evaluate.ts';
import { interpolateAnswer } from './answers/interpolate.ts';
import { verifyAnswer } from './answers/verify.ts';
import { densityAnswer } from './density/density-answer.ts';
import { exportAnswer } from './export/export-answer.ts';
import { latentsAnswer } from './latent/latents-answer.ts';
import { traversalAnswer } from './latent/traversal-answer.ts';
import { layersAnswer } from './layers/layers-answer.ts';
import { samplesAnswer } from './samples/samples-answer.ts';

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
