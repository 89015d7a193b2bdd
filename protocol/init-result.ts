import * as z from 'zod/mini';

export const initResultSchema = z.strictObject({ v: z.literal(1), path: z.string(), template: z.string() });
