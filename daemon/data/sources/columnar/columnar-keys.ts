import type * as z from 'zod';
import { csvSchema } from '../csv/csv-source.ts';
import { pathKey } from '../keys.ts';

/** The keys of `csv` that do not depend on how its text is written. @param what e.g. `Parquet` */
export function columnarSchema(what: string) {
  return csvSchema.omit({ delimiter: true, header: true }).extend({ path: pathKey(`The ${what} file`) });
}

export type ColumnarConfig = z.infer<ReturnType<typeof columnarSchema>>;
