/** A command's environment. Commands are functions `run(args, io)` that return an exit status. */
import type { Writable } from 'node:stream';

export interface CommandIo {
  readonly cwd: string;
  /** Results: with `--json`, only JSON. */
  readonly stdout: Writable;
  /** Progress, notes and messages. */
  readonly stderr: Writable;
  /** Whether stdout is colored: it is a terminal, and NO_COLOR is not set. */
  readonly color: boolean;
  /** stderr is a terminal, so a progress line may be rewritten. */
  readonly interactive: boolean;
}

/** A command's module. */
export interface Command {
  /** @throws FlowscopeError; the entry prints it and exits with its status */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
