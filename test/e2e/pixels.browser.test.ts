/** Charts on a plain screen, and on one with a broken number of device pixels. */
import { testPixels } from './pixel-tests.ts';

testPixels([1, 1.5]);
