/** Wrong usage and help, through the built program. */
import { flowscope } from './flowscope.ts';
import { usageTests } from './usage-tests.ts';

usageTests(flowscope);
