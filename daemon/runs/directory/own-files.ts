/** All files that Flowscope writes into run directories. */
import { CHECKPOINT_FILES } from '../checkpoints/checkpoint-manifest.ts';
import { temporaryTarget } from '../file-system.ts';
import { LEASE_OWNER_FILE } from '../lease/lease-owner.ts';
import { LOCK_FILES } from '../lease/sqlite-lock.ts';
import { BOARD_FILES } from '../logs/tensorboard.ts';
import { DATA_FILE } from './data-record.ts';
import type { OwnFile } from './own-file.ts';
import { RUN_FILES } from './run-directory.ts';
import { RECORD_FILE } from './run-record.ts';

const OWN_FILES: readonly OwnFile[] = [
  RECORD_FILE,
  DATA_FILE,
  ...RUN_FILES,
  BOARD_FILES,
  CHECKPOINT_FILES,
  LEASE_OWNER_FILE,
  ...LOCK_FILES,
];

/** The folders that Flowscope makes in run directories. */
export const OWN_FOLDERS: ReadonlySet<string> = new Set(OWN_FILES.flatMap(({ folder }) => folder ?? []));

/** Whether a file of this name is one of ours, or the temporary file of one. */
export function isOwnFile(folder: string | null, name: string): boolean {
  const plain = temporaryTarget(name) ?? name;
  return OWN_FILES.some((own) => own.folder === folder && (own.name.test(name) || own.name.test(plain)));
}
