/** Keys of `data` with lists of columns that are each used once. */
export const COLUMN_KEYS = ['columns', 'context', 'exclude'] as const;

/** The key of `data` that names the column with the weights of the rows. */
export const WEIGHT_KEY = 'weight';
