/**
 * Keys of `data` that name a file or a folder, and its content; other code uses this instead of the `pathKey` schemas.
 */
export const DATA_FILES = {
  path: 'the data',
  labels: 'the labels',
  testPath: 'the test data',
  testLabels: 'the labels of the test data',
  contextPath: 'the context',
  testContextPath: 'the context of the test data',
} as const;

export type DataFileKey = keyof typeof DATA_FILES;

export const FILE_KEYS = Object.keys(DATA_FILES) as readonly DataFileKey[];
