/** A thread that shares the optimizer's work. */
import { workerData } from 'node:worker_threads';
import { serveTasks, type ThreadSetup } from './kernel-threads.ts';

const setup: ThreadSetup = workerData;
serveTasks(setup);
