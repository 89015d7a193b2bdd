/** Version of the daemon's contract. Clients adopt a daemon of the same major; additions raise the minor. */
export const PROTOCOL = { major: 1, minor: 0 } as const;

/** As it stands in the discovery file: "1.0". */
export const PROTOCOL_TEXT = `${PROTOCOL.major}.${PROTOCOL.minor}`;
