/** What the daemon tells while a client waits for an inspection. */
import * as z from 'zod/mini';
import { dataProgressSchema } from '../data-progress.ts';
import { defineNotification } from './method.ts';

/**
 * How far decoding the images of a run is, which an inspection requested by this session waits for. Sent at most four
 * times a second, and once with null when the inspection no longer waits.
 */
export const inspectReading = defineNotification(
  'inspect/reading',
  z.strictObject({ runDir: z.string(), progress: z.nullable(dataProgressSchema) }),
);
