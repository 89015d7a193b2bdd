import { neighborYardstick } from './neighbors/neighbor-yardstick.ts';

export const recall = neighborYardstick({
  name: 'recall',
  title: 'Recall',
  shows:
    'What share of the data the model could have drawn: a row counts if it is as close to some sample as the third-nearest neighbor of that sample.',
  cannotShow:
    'Whether samples are good or in the right proportions: samples that are scattered too widely, or that reach a part of the data too rarely, can have a high recall.',
  centers: 'samples',
});
