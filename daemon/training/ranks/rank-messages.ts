/** What ranks tell each other: the first one leads, and the others repeat its calls. One JSON text per line. */
import * as z from 'zod';
import { trainEventSchema } from '../../../protocol/train-event-schema.ts';
import type { FinalEvent } from '../../../protocol/train-events.ts';

const text = z.string();
const step = z.int().min(1);

/** What must be the same on all ranks. */
const identity = z.strictObject({ version: text, data: text, program: text });
export type RunIdentity = Readonly<z.infer<typeof identity>>;

const toFollower = z.discriminatedUnion('type', [
  /** The loop is opened. */
  z.strictObject({ type: z.literal('begin'), identity }),
  z.strictObject({ type: z.literal('run'), first: step, count: step }),
  z.strictObject({ type: z.enum(['mark', 'rewind', 'dispose']) }),
  /** The run has ended on all ranks. */
  z.strictObject({ type: z.literal('end'), event: z.custom<FinalEvent>(isFinal) }),
]);
export type ToFollower = z.infer<typeof toFollower>;

const toLeader = z.discriminatedUnion('type', [
  /** The first message. @param token as announced @param host name of the machine */
  z.strictObject({ type: z.literal('hello'), token: text, rank: step, host: text }),
  /** This rank cannot go on. */
  z.strictObject({ type: z.literal('failed'), code: text, message: text }),
  /** This rank was asked to stop, so all of them should. */
  z.strictObject({ type: z.literal('stop') }),
]);
export type ToLeader = z.infer<typeof toLeader>;

/** The address of the first rank for ranks on the same machine. */
export const LOOPBACK = '127.0.0.1';

/** How followers find the first rank. */
const meeting = z.strictObject({ addresses: z.array(text), port: z.int(), token: text, host: text });
export type Meeting = Readonly<z.infer<typeof meeting>>;

/** @throws ZodError, SyntaxError */
export const readToFollower = (line: string): ToFollower => toFollower.parse(JSON.parse(line));
/** @throws ZodError, SyntaxError */
export const readToLeader = (line: string): ToLeader => toLeader.parse(JSON.parse(line));
/** @throws ZodError, SyntaxError */
export const readMeeting = (announced: string): Meeting => meeting.parse(JSON.parse(announced));

function isFinal(value: unknown): boolean {
  const event = trainEventSchema.safeParse(value);
  return event.success && ['done', 'interrupted', 'failed'].includes(event.data.event);
}
