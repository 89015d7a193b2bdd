/**
 * The tests. `npm test` is the gate: types, lint (with the boundaries between the folders, see biome.json), dead code, build,
 * package, then every test but the full-only ones. `npm run test:fast` leaves out what needs a build, `npm run test:full` leaves
 * out nothing. With paths (`npm test -- PATH…`) only the tests under them run. All of it runs even if something failed, and
 * each check counts like a test. The end says what failed; the last line is the count.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { addCounts, type Count, countTests } from './gate/count.ts';
import { planJobs, type Tier } from './gate/plan.ts';
import { joinReports, parseReport, type TestReport } from './gate/report.ts';
import { runJob } from './gate/run-job.ts';
import { type Outcome, runJobs } from './gate/schedule.ts';
import { describeFailures, describeFlaky, describeSlowest } from './gate/summary.ts';

const RESULTS = '.cache/test';
/** One for the editor's tests and one for the code's. */
const LANES = 2;

function parseTier(text: string | undefined): Tier {
  if (text === 'fast' || text === 'gate' || text === 'full') return text;
  throw new Error(`no tests of the kind ${text}: there are fast, gate and full`);
}

interface Result extends Outcome {
  readonly count: Count;
  readonly report: TestReport | null;
}

async function resultOf(outcome: Outcome): Promise<Result> {
  const { job, code } = outcome;
  if ('report' in job && typeof job.report === 'string') {
    const report = await readFile(job.report, 'utf8').then(parseReport, () => null);
    return { ...outcome, report, count: countTests(report, code) };
  }
  const failed = code === 0 ? 0 : 1;
  return { ...outcome, report: null, count: { passed: 1 - failed, failed, skipped: 0, flaky: 0 } };
}

/** What failed and is in no report. */
function describeOutcome({ job, code, blockedBy, report }: Result): readonly string[] {
  if (blockedBy !== null) return [`✗ ${job.title}: it did not run, since ${blockedBy} failed`];
  if (code === 0 || (report !== null && describeFailures(report).length > 0)) return [];
  return [`✗ ${job.title}: it ended with status ${code}; its output is above`];
}

const [, , kind, ...rest] = process.argv;
const optionsFrom = rest.findIndex((argument) => argument.startsWith('-'));
const paths = optionsFrom < 0 ? rest : rest.slice(0, optionsFrom);
const options = optionsFrom < 0 ? [] : rest.slice(optionsFrom);

await rm(RESULTS, { recursive: true, force: true });
await mkdir(RESULTS, { recursive: true });
const jobs = planJobs({ tier: parseTier(kind), paths, options, results: RESULTS });
const width = Math.max(0, ...jobs.map(({ title }) => title.length));
const started = performance.now();
const results = await Promise.all((await runJobs(jobs, LANES, (job) => runJob(job, width))).map(resultOf));

const report = joinReports(results.flatMap((result) => result.report ?? []));
const total = addCounts(results.map(({ count }) => count));
const print = (title: string, lines: readonly string[], gap = '\n') => {
  if (lines.length > 0) console.log(`\n${title}\n\n${lines.join(gap)}`);
};
print('The slowest files:', describeSlowest(report, 10));
print('Passed at a second try:', describeFlaky(report));
print('Failed:', [...results.flatMap(describeOutcome), ...describeFailures(report)], '\n\n');
await writeFile(`${RESULTS}/count.json`, `${JSON.stringify(total)}\n`);
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
if (total.flaky > 0) console.log(`${total.flaky} flaky`);
if (jobs.length === 0) console.log(`no tests under ${paths.join(', ')} in this tier; test:full runs all`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
