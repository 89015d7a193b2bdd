/**
 * JSON-RPC error numbers of the daemon. Errors of its own carry `{code, hint, file, exitCode}` of the command line in `data`,
 * and `path` and `range` where a place in the spec is to blame.
 */
export const RPC_ERROR = {
  /** The parameters do not fit the method's schema: `data` has `path` and `reason`. */
  invalidParams: -32602,
  /** Cancelled by the client, or superseded by a newer request of the same panel (`data.superseded`). */
  cancelled: -32800,
  /** Everything that the command line would fail with too; `data.code` tells which. */
  failed: -32001,
} as const;
