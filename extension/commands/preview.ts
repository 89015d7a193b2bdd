import type { Command } from '../app-context.ts';
import { flowToUse } from '../flow-to-use.ts';
import { requireTrust } from '../trust.ts';

/** Opens the live preview of the text in the editor. */
export const preview: Command = async (app, argument) => {
  requireTrust('Preview');
  app.preview.open(await flowToUse(argument));
};
