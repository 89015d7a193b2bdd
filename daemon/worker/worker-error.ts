/** What a worker reports when a job fails, and what its parent makes of a message that does not fit. */
import * as z from 'zod';

const text = z.string();

export const workerError = z.strictObject({
  code: text,
  message: text,
  hint: text.nullable(),
  file: text.nullable(),
  exitCode: z.union([z.literal(1), z.literal(2)]),
});
export type WorkerError = Readonly<z.infer<typeof workerError>>;

export interface Garbage {
  readonly type: 'garbage';
  readonly reason: string;
}

export function garbage({ issues }: z.ZodError): Garbage {
  const { path, message } = issues[0]!;
  return { type: 'garbage', reason: `a message that violates the protocol (${path.join('.')}: ${message})` };
}
