/** Keys of `data` that name columns. */
export const COLUMN_KEYS = ['columns', 'context', 'exclude'] as const;
