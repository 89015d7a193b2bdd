import { fileURLToPath } from 'node:url';

/** The program of analysis threads, from its sources. */
export const ANALYSIS_SCRIPT = fileURLToPath(new URL('../../../language/thread/main.ts', import.meta.url));
