/** A trained flow after its data file is gone, in the test's own process; `npm run test:full` repeats it with the built program. */
import { flowscopeHere } from './in-process.ts';
import { missingDataTests } from './missing-data-tests.ts';

missingDataTests(flowscopeHere);
