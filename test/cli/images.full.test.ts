/** Images, through the built program. */
import { flowscope } from './flowscope.ts';
import { imagesTests } from './images-tests.ts';

imagesTests(flowscope);
