/** Options of a test that bounds a time. A shared machine stands still for a moment now and then, but not three times in a row. */
export const TIMED = { retry: 2 } as const;
