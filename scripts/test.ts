/**
 * The gate, `npm test`: types, lint, dead code, build, then every test. All of it runs even if something failed, and
 * each check counts like a test. `npm test -- PATH…` runs only the tests under PATH. The end says what failed; the last line
 * is the count.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { addCounts, type Count, countTests, type VitestReport } from './gate/count.ts';
import { describeFailures } from './gate/failures.ts';

const RESULTS = '.cache/test';
const paths = process.argv.slice(2);

async function run(title: string, command: string, args: readonly string[]): Promise<number> {
  console.log(`\n▶ ${title}`);
  const started = performance.now();
  const code = await new Promise<number>((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (status) => resolve(status ?? 1));
  });
  console.log(`${code === 0 ? '✓' : '✗'} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return code;
}

async function check(title: string, command: string, args: readonly string[]): Promise<Count> {
  const code = await run(title, command, args);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

await rm(RESULTS, { recursive: true, force: true });
await mkdir(RESULTS, { recursive: true });
const counts: Count[] = [];
if (paths.length === 0) {
  counts.push(await check('types', 'tsc', ['-b', '.', 'webviews']));
  counts.push(await check('lint and format', 'biome', ['check', '.']));
  counts.push(await check('dead code', 'knip', ['--no-progress']));
}
counts.push(await check('build', process.execPath, ['scripts/build.ts']));
if (paths.length === 0 || paths.some((path) => path.includes('e2e'))) {
  counts.push(await check('package', process.execPath, ['scripts/package.ts']));
  counts.push(await check('editor for the tests', process.execPath, ['scripts/e2e/install.ts']));
}
const file = `${RESULTS}/vitest.json`;
const code = await run('tests', 'vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
  ...paths,
]);
const report = await readFile(file, 'utf8').then(
  (text) => JSON.parse(text) as VitestReport,
  () => null,
);
counts.push(countTests(report, code));

const failures = report === null ? [] : describeFailures(report, process.cwd());
if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n\n')}`);
const total = addCounts(counts);
await writeFile(`${RESULTS}/count.json`, `${JSON.stringify(total)}\n`);
if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
