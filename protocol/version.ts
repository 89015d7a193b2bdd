/** Version of the daemon's protocol. Clients accept a daemon with the same major; additions increase the minor. */
export const PROTOCOL = { major: 1, minor: 0 } as const;

/** As in the discovery file: "1.0". */
export const PROTOCOL_TEXT = `${PROTOCOL.major}.${PROTOCOL.minor}`;
