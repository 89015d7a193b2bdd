/** Where the runs of an untrusted session may read data. */
import { dirname } from 'node:path';
import type { Run } from '../../runs/run-directory.ts';
import type { Session } from '../session.ts';
import { checkPath } from './trusted-path.ts';

/**
 * A run's record says where its spec was, and data files are read from there: in an untrusted workspace the record may say
 * anything.
 * @throws FlowscopeError `needs-trust` (exit 2): the spec's folder really lies outside those of an untrusted session
 */
export async function checkSpecFolder({ record }: Run, session: Session): Promise<void> {
  if (!session.trusted) await checkPath(session, dirname(record.spec), 'the folder of the run’s spec');
}
