/**
 * JSON-RPC error numbers of the daemon. The daemon's own errors have the command line's `{code, hint, file, exitCode}`
 * in `data`, and `path` and `range` if a place in the spec is wrong.
 */
export const RPC_ERROR = {
  /** A daemon that is older than the method. */
  unknownMethod: -32601,
  /** The parameters do not match the method's schema: `data` has `path` and `reason`. */
  invalidParams: -32602,
  /** Cancelled by the client, or superseded by a newer request of the same panel (`data.superseded`). */
  cancelled: -32800,
  /** Every error that the command line would report too; `data.code` tells which. */
  failed: -32001,
} as const;
