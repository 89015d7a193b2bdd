/** A trained flow after its data file is gone, through the built program. */
import { flowscope } from './flowscope.ts';
import { missingDataTests } from './missing-data-tests.ts';

missingDataTests(flowscope);
