import type { ColumnGlance, DataAccess } from '../../definition.ts';
import { readNpyHeader } from '../../formats/npy-header.ts';
import { openArrayContent } from './array-content.ts';

/**
 * The fields of a structured array; none of other arrays, whose columns have no names.
 * @param array its name in an archive with several
 * @throws FlowscopeError as `openArrayContent` and `readNpyHeader`
 */
export async function glanceNpy(
  path: string,
  array: string | undefined,
  access: DataAccess,
): Promise<readonly ColumnGlance[]> {
  const content = await openArrayContent(path, array, access);
  if (content === null) return [];
  try {
    const { fields = [] } = readNpyHeader(content.start, content.name);
    return fields.map(({ name, kind }) => ({
      name,
      type: kind === 'other' ? 'text' : kind === 'f' ? 'number' : 'integer',
    }));
  } finally {
    await content.file.close();
  }
}
