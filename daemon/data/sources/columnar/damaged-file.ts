import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';

/**
 * Does a part of reading a file.
 * @param what e.g. `a Parquet file` @throws FlowscopeError `data` for what a library throws: the file is damaged
 */
export async function reading<T>(
  path: string,
  { signal }: Pick<DataAccess, 'signal'>,
  what: string,
  part: () => Promise<T>,
): Promise<T> {
  try {
    return await part();
  } catch (error) {
    // The system's errors name the call that failed.
    if (!(error instanceof Error) || 'exitCode' in error || 'syscall' in error || signal?.aborted) throw error;
    throw dataError(path, `cannot be read as ${what}: ${error.message}`, 'write it again', error);
  }
}
