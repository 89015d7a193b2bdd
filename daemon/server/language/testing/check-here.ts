import { checkedSpec } from '../../../language/thread/checked-spec.ts';
import type { CheckSpec } from '../open-language.ts';

/** Checks specs in the test's own thread. */
export const checkHere: CheckSpec = (spec, _session, signal) => checkedSpec(spec, { signal });
