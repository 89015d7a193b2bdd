import { neighborYardstick } from './neighbor-yardstick.ts';

export const recall = neighborYardstick({
  name: 'recall',
  title: 'Recall',
  shows:
    'The share of rows of the data that are closer to some sample than its third-nearest neighbor among the samples is: a low value means that the model never draws some kinds of rows.',
  cannotShow:
    'Whether the samples are good: samples that are scattered far beyond the data, or that reach each part of the data with the wrong frequency, can have a high recall.',
  centers: 'samples',
  points: 'data',
});
