/** Options of a test with a time limit. A shared machine may stall briefly, but not three times in a row. */
export const TIMED = { retry: 2 } as const;
