/** The entry of an analysis thread. The code is loaded after the cache of compiled code is in use. */
import module from 'node:module';
import { workerData } from 'node:worker_threads';
import type { AnalysisSetup } from './messages.ts';

const { compileCache }: AnalysisSetup = workerData;
if (compileCache !== null) module.enableCompileCache?.(compileCache);
const { serveAnalysis } = await import('./serve-analysis.ts');
serveAnalysis();
