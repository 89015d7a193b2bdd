/** A flow from its first line to its export, in the test's own process; `npm run test:full` repeats it with the built program. */
import { flowscopeHere } from './in-process.ts';
import { trainedTests } from './trained-tests.ts';

trainedTests(flowscopeHere);
