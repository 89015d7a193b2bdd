import type { Command } from '../app-context.ts';
import { flowToUse } from '../flow-to-use.ts';
import { requireTrust } from '../trust.ts';

/** Runs the tests of the flow, which the Testing view shows. */
export const verify: Command = async (app, argument) => {
  requireTrust('Verify Flow');
  await app.verify.verify(await flowToUse(argument));
};
