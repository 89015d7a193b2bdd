/** Trains the runs that the suites share: `node test/e2e/train-runs.ts FOLDER`. */
import { mkdir } from 'node:fs/promises';
import { trainRuns } from './trained-runs.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('train-runs.ts wants the folder that they go to');
await mkdir(folder, { recursive: true });
await trainRuns(folder);
