/** What the daemon lets a client have. Bytes and milliseconds. Nothing is queued without a bound. */
const MiB = 1024 * 1024;

export const LIMITS = {
  /** Upgraded sockets, `/rpc` and `/data` together. */
  connections: 256,
  /** Sockets that have not upgraded yet; one more ends the oldest of them. */
  pendingSockets: 128,
  /** From the connection to the end of its headers. */
  handshake: 5_000,
  headerBytes: 8 * 1024,
  headers: 64,
  /** From the upgrade to `initialize`. */
  initialize: 30_000,
  /** One message of `/rpc`. */
  messageBytes: 16 * MiB,
  /** One message to `/data`: `{"get": n}`. */
  dataRequestBytes: 256,
  /** Requests of a session that wait or run. */
  requests: 256,
  /** Messages read and not yet dispatched, before reading pauses. */
  queue: 64,
  /** Their length, UTF-16 units; one message may be longer. */
  queueUnits: 1 * MiB,
  /** Unsent bytes of `/rpc`: congested beyond the first, ended beyond the second. */
  congested: 1 * MiB,
  unsent: 64 * MiB,
  /** Unsent bytes of `/data` beyond which a client's delivery pauses. */
  dataUnsent: 8 * MiB,
  /** Arrays asked for and not yet delivered. */
  dataRequests: 1024,
  /** Offered arrays of a session. */
  arrayBytes: 256 * MiB,
  arrays: 4096,
  arrayLifetime: 60_000,
  ping: 20_000,
  subscriptions: 256,
} as const;
