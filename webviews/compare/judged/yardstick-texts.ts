/** The yardsticks of samples, with their texts in the language of the panel. */
import { classifierTest } from '../../../daemon/statistics/yardsticks/classifier-test.ts';
import { precision } from '../../../daemon/statistics/yardsticks/precision.ts';
import { recall } from '../../../daemon/statistics/yardsticks/recall.ts';
import { slicedWasserstein } from '../../../daemon/statistics/yardsticks/sliced-wasserstein.ts';
import type { Yardstick } from '../../../daemon/statistics/yardsticks/yardstick.ts';
import { strings } from '../strings.ts';
import type { Measured } from './judge-run.ts';

export type SampleKey = keyof Measured['samples'];

interface YardstickTexts {
  readonly title: string;
  readonly shows: string;
  readonly cannotShow: string;
}

interface SampleYardstickTexts extends YardstickTexts {
  readonly key: SampleKey;
  readonly yardstick: Yardstick;
}

/** In the order in which they are shown. */
export const SAMPLE_YARDSTICKS: readonly SampleYardstickTexts[] = [
  { key: 'c2st', yardstick: classifierTest, ...textsOf('c2st') },
  { key: 'slicedWasserstein', yardstick: slicedWasserstein, ...textsOf('slicedWasserstein') },
  { key: 'precision', yardstick: precision, ...textsOf('precision') },
  { key: 'recall', yardstick: recall, ...textsOf('recall') },
];

/** Of everything in the table, in its order. */
export const ALL_TEXTS: readonly YardstickTexts[] = [
  textsOf('likelihood'),
  textsOf('roundTrip'),
  textsOf('modes'),
  ...SAMPLE_YARDSTICKS,
];

function textsOf(key: SampleKey | 'likelihood' | 'modes' | 'roundTrip'): YardstickTexts {
  return { title: strings[`${key}Title`], shows: strings[`${key}Shows`], cannotShow: strings[`${key}CannotShow`] };
}
