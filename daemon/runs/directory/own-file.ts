/**
 * A kind of file that Flowscope writes into run directories. Each module that writes one says so beside it, and
 * `own-files.ts` lists them: deleting a run removes these files and nothing else.
 */
export interface OwnFile {
  /** A folder of the run directory, or null: the run directory itself. */
  readonly folder: string | null;
  /** Matches the whole name. */
  readonly name: RegExp;
}
