/**
 * Records what other programs read of a build: `node test/contracts/record.ts`. Done once, before a change that must not be seen from
 * outside; `contracts.test.ts` compares each later build with it. Additions need no new record.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flowscope } from '../cli/flowscope.ts';
import { COMMANDS, FILES, RECORDED_IN, type Recorded } from './commands.ts';
import { methodSchemas } from './methods.ts';
import { printed } from './printed.ts';

const RECORDED = fileURLToPath(new URL('./recorded', import.meta.url));

const folder = join(tmpdir(), RECORDED_IN);
await mkdir(folder);
try {
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  const trained = await flowscope(['train', 'moons.flow.json', '--run-dir', 'run', '--local', '--json'], {
    cwd: folder,
  });
  if (trained.code !== 0) throw new Error(trained.stdout + trained.stderr);
  await rm(RECORDED, { recursive: true, force: true });
  await mkdir(RECORDED);
  // TensorBoard's file has the name of this machine.
  const filter = (path: string) => !path.includes('tfevents');
  await cp(join(folder, 'run'), join(RECORDED, 'run'), { recursive: true, filter });
  const records: Recorded[] = [];
  for (const args of COMMANDS) {
    const { code, stdout } = await flowscope([...args, '--json'], { cwd: folder });
    records.push({ args, code, values: printed(stdout, [folder]) });
  }
  await writeFile(join(RECORDED, 'commands.json'), `${JSON.stringify(records, null, 1)}\n`);
  await writeFile(join(RECORDED, 'methods.json'), `${JSON.stringify(methodSchemas(), null, 1)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
