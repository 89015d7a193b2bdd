/** The commands in lenses, with the one argument that each takes. The client runs them; nothing else is sent. */
import * as z from 'zod/mini';

const uri = z.string().check(z.minLength(1), z.maxLength(8192));
const run = z.string().check(z.minLength(1), z.maxLength(1024));
const runDir = z.string().check(z.minLength(1), z.maxLength(8192));

export const commandArguments = {
  'flowscope.train': z.strictObject({ uri }),
  'flowscope.preview': z.strictObject({ uri }),
  'flowscope.verify': z.strictObject({ uri }),
  'flowscope.inspectLayers': z.strictObject({ uri, run, runDir }),
  'flowscope.showSamples': z.strictObject({ uri, run, runDir }),
  'flowscope.openRun': z.strictObject({ uri, run, runDir }),
  'flowscope.compareSpec': z.strictObject({ uri, run, runDir }),
} as const;

export type CommandId = keyof typeof commandArguments;
export type CommandArgument<C extends CommandId> = z.infer<(typeof commandArguments)[C]>;
