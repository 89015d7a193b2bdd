/** Where runs may read data in an untrusted session. */
import { dirname } from 'node:path';
import type { Run } from '../../runs/directory/run-directory.ts';
import type { Session } from '../session.ts';
import { checkPath } from './trusted-path.ts';

/**
 * Data files are read relative to the spec's folder, which the run's record names. In an untrusted workspace the record
 * may name any folder.
 * @throws FlowscopeError `needs-trust` (exit 2): the spec's real folder is outside the folders of an untrusted session
 */
export async function checkSpecFolder({ record }: Run, session: Session): Promise<void> {
  if (!session.trusted) await checkPath(session, dirname(record.spec), 'the folder of the run’s spec');
}
