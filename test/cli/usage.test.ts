/** Wrong usage and help, in the test's own process; `npm run test:full` repeats it with the built program. */
import { flowscopeHere } from './in-process.ts';
import { usageTests } from './usage-tests.ts';

usageTests(flowscopeHere);
