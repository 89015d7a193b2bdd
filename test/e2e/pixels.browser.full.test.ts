/** Charts at the other numbers of device pixels that screens and zooms have. */
import { testPixels } from './pixel-tests.ts';

testPixels([1.25, 2]);
