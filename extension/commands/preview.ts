import type { Command } from '../app-context.ts';
import { flowToUse } from '../flow-to-use.ts';
import { requireTrust } from '../trust.ts';

/** Trains the text of the editor for two seconds, beside it, and again whenever it is saved. */
export const preview: Command = async (app, argument) => {
  requireTrust('Preview');
  app.preview.open(await flowToUse(argument));
};
