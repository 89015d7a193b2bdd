/** Measurements that take minutes each, kept in the cache folder: a proof that is interrupted goes on where it was. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const lineSchema = z.object({ key: z.string(), value: z.unknown() });

export interface KeptMeasurements<T> {
  /** What was measured under these circumstances before, or else what `measure` finds now. */
  of(circumstances: object, measure: () => Promise<T>): Promise<T>;
}

/** @param file lines of JSON, `{"key":…,"value":…}`; a last line that was cut off is ignored */
export async function keptMeasurements<T>(file: string, schema: z.ZodType<T>): Promise<KeptMeasurements<T>> {
  await mkdir(dirname(file), { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const kept = new Map<string, T>();
  for (const line of text.split('\n').slice(0, -1)) {
    const { key, value } = lineSchema.parse(JSON.parse(line));
    const found = schema.safeParse(value);
    if (found.success) kept.set(key, found.data);
  }
  return {
    async of(circumstances, measure) {
      const key = createHash('sha256').update(JSON.stringify(circumstances)).digest('hex').slice(0, 16);
      const before = kept.get(key);
      if (before !== undefined) return before;
      const value = await measure();
      kept.set(key, value);
      await appendFile(file, `${JSON.stringify({ key, value })}\n`);
      return value;
    },
  };
}
