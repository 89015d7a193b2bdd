/** Limits of the daemon per client, in bytes and milliseconds. Every queue has a bound. */
const MiB = 1024 * 1024;

export const LIMITS = {
  /** Upgraded sockets, `/rpc` and `/data` together. */
  connections: 256,
  /** Sockets that have not upgraded yet; one more closes the oldest. */
  pendingSockets: 128,
  /** From the start of the connection to the end of its headers. */
  handshake: 5_000,
  headerBytes: 8 * 1024,
  headers: 64,
  /** From the upgrade to `initialize`. */
  initialize: 30_000,
  /** One message of `/rpc`. */
  messageBytes: 16 * MiB,
  /** One message to `/data`: `{"get": n}`. */
  dataRequestBytes: 256,
  /** Requests of a session that are queued or running. */
  requests: 256,
  /** Messages read and not yet dispatched, or not yet handled by the analysis thread, before reading pauses. */
  queue: 64,
  /** Total length of the queued messages, in UTF-16 units; a single message may be longer. */
  queueUnits: 1 * MiB,
  /** Unsent bytes of `/rpc`: above the first limit a client counts as congested, above the second it is cut off. */
  congested: 1 * MiB,
  unsent: 64 * MiB,
  /** Unsent bytes of `/data` above which delivery to a client pauses. */
  dataUnsent: 8 * MiB,
  /** Arrays that were requested but not yet delivered. */
  dataRequests: 1024,
  /** Total size of the arrays offered to a session. */
  arrayBytes: 256 * MiB,
  arrays: 4096,
  arrayLifetime: 60_000,
  /** Heap of an analysis thread, MiB: a spec of 2000 lines takes 30, one of 40 000 objects or with 1 MB of masks passes. */
  analysisHeap: 128,
  /** CPU time of an analysis thread without an answer. */
  analysisBusy: 2000,
  /** The same in time, whatever it waits for. */
  analysisSilent: 20_000,
  ping: 20_000,
  subscriptions: 256,
} as const;
