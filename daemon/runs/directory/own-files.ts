/** All files that Flowscope writes into run directories. */
import { CHECKPOINT_FILES } from '../checkpoints/checkpoint-manifest.ts';
import { ANNOTATION_FILE } from '../description/annotation-file.ts';
import { temporaryTarget } from '../file-system.ts';
import { LEASE_FILES } from '../lease/lease.ts';
import { BOARD_FILES } from '../logs/tensorboard.ts';
import { SNAPSHOT_FILES } from '../snapshots/snapshot-folder.ts';
import { DATA_FILE } from './data-file.ts';
import type { OwnFile } from './own-file.ts';
import { RUN_FILES } from './run-directory.ts';
import { RECORD_FILE } from './run-record.ts';
import { SET_ASIDE, SET_ASIDE_TIME } from './set-aside.ts';

const OWN_FILES: readonly OwnFile[] = [
  RECORD_FILE,
  DATA_FILE,
  ANNOTATION_FILE,
  ...RUN_FILES,
  BOARD_FILES,
  CHECKPOINT_FILES,
  SNAPSHOT_FILES,
  ...LEASE_FILES,
];

const OWN_FOLDERS: ReadonlySet<string> = new Set(OWN_FILES.flatMap(({ folder }) => folder ?? []));

/**
 * Whether a file with this path is one of ours, or the temporary file of one.
 * @param path in the run directory, as its parts
 */
export function isOwnFile(path: readonly string[]): boolean {
  const [name, folder = null, ...above] = placeInRun(path).toReversed();
  if (name === undefined || above.length > 0) return false;
  const plain = temporaryTarget(name) ?? name;
  return OWN_FILES.some((own) => own.folder === folder && (own.name.test(name) || own.name.test(plain)));
}

/** Whether Flowscope makes a folder with this path. */
export function isOwnFolder(path: readonly string[]): boolean {
  const [folder, ...inside] = placeInRun(path);
  if (folder === undefined || (path[0] === SET_ASIDE && path.length === 1)) return true;
  return inside.length === 0 && OWN_FOLDERS.has(folder);
}

/** Files that were moved aside keep their path in the run, under a folder for the time. */
function placeInRun(path: readonly string[]): readonly string[] {
  return path[0] === SET_ASIDE && SET_ASIDE_TIME.test(path[1] ?? '') ? path.slice(2) : path;
}
