/** Images, in the test's own process; `npm run test:full` repeats it with the built program. */

import { imagesTests } from './images-tests.ts';
import { flowscopeHere } from './in-process.ts';

imagesTests(flowscopeHere);
