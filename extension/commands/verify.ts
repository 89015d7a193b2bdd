import type { Command } from '../app-context.ts';
import { flowToUse } from '../flow-to-use.ts';
import { requireTrust } from '../trust.ts';

/** Runs the flow's tests, and shows them in the Testing view. */
export const verify: Command = async (app, argument) => {
  requireTrust('Verify Flow');
  await app.verify.verify(await flowToUse(argument));
};
