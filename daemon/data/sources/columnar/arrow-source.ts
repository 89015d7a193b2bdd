import { defineSource } from '../define-source.ts';
import { type ColumnarConfig, columnarSchema } from './columnar-keys.ts';

const arrowSchema = columnarSchema('Arrow');

/** The library is loaded only for these files. */
const files = async () => {
  const { columnarFiles } = await import('./columnar-files.ts');
  return columnarFiles('arrow', (await import('./read-arrow.ts')).openArrow);
};

export const arrow = defineSource<ColumnarConfig>({
  type: 'arrow',
  documentation: {
    summary: 'A table in an Arrow (Feather version 2) file or stream, with the keys of csv.',
    formula: 'x ∈ ℝᴰ, one coordinate per column',
    logDet: null,
    reference: 'Apache Arrow columnar format 1.5, IPC',
  },
  schema: arrowSchema,
  summarize: async (config, access) => (await files()).summarize(config, access),
  load: async (config, access) => (await files()).load(config, access),
  glance: async (keys, access) => (await files()).glance(keys, access),
  proposal: {
    endings: ['.arrow', '.feather'],
    propose: async (path, access, options) => (await files()).propose(path, access, options),
  },
});
