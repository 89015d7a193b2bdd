import { testFarPoints } from './testing/far-points.ts';

testFarPoints('others');
