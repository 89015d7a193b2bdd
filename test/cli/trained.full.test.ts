/** A flow from its first line to its export, through the built program. */
import { flowscope } from './flowscope.ts';
import { trainedTests } from './trained-tests.ts';

trainedTests(flowscope);
