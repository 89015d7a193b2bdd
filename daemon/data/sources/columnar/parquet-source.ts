import { defineSource } from '../define-source.ts';
import { type ColumnarConfig, columnarSchema } from './columnar-keys.ts';

const parquetSchema = columnarSchema('Parquet');

/** The library is loaded only for these files. */
const files = async () => {
  const { columnarFiles } = await import('./columnar-files.ts');
  return columnarFiles('parquet', (await import('./read-parquet.ts')).openParquet);
};

export const parquet = defineSource<ColumnarConfig>({
  type: 'parquet',
  documentation: {
    summary: 'A table in a Parquet file, with the keys of csv.',
    formula: 'x ∈ ℝᴰ, one coordinate per column',
    logDet: null,
    reference: 'Apache Parquet format 2.11',
  },
  schema: parquetSchema,
  summarize: async (config, access) => (await files()).summarize(config, access),
  load: async (config, access) => (await files()).load(config, access),
  glance: async (keys, access) => (await files()).glance(keys, access),
  proposal: {
    endings: ['.parquet'],
    propose: async (path, access, options) => (await files()).propose(path, access, options),
  },
});
