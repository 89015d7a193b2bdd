import { neighborYardstick } from './neighbors/neighbor-yardstick.ts';

export const precision = neighborYardstick({
  name: 'precision',
  title: 'Precision',
  shows:
    'What share of the samples could be data: a sample counts if it is as close to some row as the third-nearest neighbor of that row.',
  cannotShow:
    'Whether samples vary or are sharp: a model that repeats one typical row, or averages rows, has a higher precision than the data themselves.',
  centers: 'data',
});
