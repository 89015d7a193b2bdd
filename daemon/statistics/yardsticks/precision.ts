import { neighborYardstick } from './neighbor-yardstick.ts';

export const precision = neighborYardstick({
  name: 'precision',
  title: 'Precision',
  shows:
    'The share of samples that are closer to some row of the data than its third-nearest neighbor is: a low value means that many samples look like no row.',
  cannotShow:
    'Whether the samples vary: a model that draws one typical row again and again has a precision of 1, more than the data themselves.',
  centers: 'data',
  points: 'samples',
});
