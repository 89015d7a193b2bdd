import { classifierTest } from './classifier-test.ts';
import { modeCoverage } from './mode-coverage.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { roundTrip } from './round-trip.ts';
import { slicedWasserstein } from './sliced-wasserstein.ts';
import type { SampleYardstick, Yardstick } from './yardstick.ts';

/** Those that compare samples of any model with rows of any data. */
export const SAMPLE_YARDSTICKS: readonly SampleYardstick[] = [classifierTest, slicedWasserstein, precision, recall];

/** In the order in which results are shown. */
export const YARDSTICKS: readonly Yardstick[] = [...SAMPLE_YARDSTICKS, modeCoverage, roundTrip];
