/** A parent that requests work and can be killed meanwhile. Prints the worker's pid. */
import { fileURLToPath } from 'node:url';
import { createRequestProcess } from '../request-process.ts';

const worker = createRequestProcess({
  script: fileURLToPath(new URL('./scripted-request-worker.ts', import.meta.url)),
  name: 'the worker',
  log: () => {},
});
const { signal } = new AbortController();
console.log(await worker.request({ what: 'pid' }, { signal }));
await worker.request({ what: 'wait' }, { signal });
