/** Interleaved timings: every repeat visits all subjects, so that a busy moment of the machine hits them alike. */
import { type Timing, timingOf } from './statistics.ts';
import { type AnyConfiguration, type BenchSubject, type Configuration, configurationName } from './subject.ts';

/** Milliseconds per step, or milliseconds per pass, or seconds of cold start, by subject. */
export interface Measurement {
  readonly what: 'step' | 'log-prob' | 'sample' | 'cold-start';
  readonly configuration: string;
  readonly unit: 'ms' | 's';
  readonly timings: Readonly<Record<string, Timing>>;
}

export interface MeasureOptions {
  readonly repeats: number;
  /** How long one repeat of one subject lasts, seconds. */
  readonly seconds: number;
}

/** Steps that last about `seconds`, from a first short run. */
async function stepsFor(subject: BenchSubject, seconds: number): Promise<number> {
  const few = 5;
  await subject.steps(few);
  const perStep = (await subject.steps(few)) / few;
  return Math.max(few, Math.round(seconds / perStep));
}

/** Peers that cannot prepare the configuration are left out. @param subjects the first one must be able to */
export async function measureSteps(
  subjects: readonly BenchSubject[],
  configuration: AnyConfiguration,
  { repeats, seconds }: MeasureOptions,
): Promise<Measurement> {
  const counts = new Map<BenchSubject, number>();
  for (const subject of subjects) {
    try {
      await subject.prepare(configuration);
    } catch (error) {
      if (subject === subjects[0]) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${subject.name} left out of ${configurationName(configuration)}: ${reason}\n`);
      continue;
    }
    const count = await stepsFor(subject, seconds);
    counts.set(subject, count);
    // Once at full length: compilation for this number of steps and warming up are not timed.
    await subject.steps(count);
  }
  const perStep = (subject: BenchSubject) =>
    subject.steps(counts.get(subject)!).then((s) => (1e3 * s) / counts.get(subject)!);
  return measurement('step', configuration, 'ms', await interleaved([...counts.keys()], repeats, perStep));
}

/** To be called after `measureSteps` of the same configuration. */
export async function measureThroughput(
  what: 'log-prob' | 'sample',
  subjects: readonly BenchSubject[],
  configuration: Configuration,
  rows: number,
  { repeats, seconds }: MeasureOptions,
): Promise<Measurement> {
  const run = (subject: BenchSubject, n: number) =>
    what === 'sample' ? subject.sample(rows, n) : subject.logProb(rows, n);
  const counts = new Map<BenchSubject, number>();
  for (const subject of subjects) counts.set(subject, Math.max(2, Math.round(seconds / ((await run(subject, 2)) / 2))));
  const perPass = (subject: BenchSubject) =>
    run(subject, counts.get(subject)!).then((s) => (1e3 * s) / counts.get(subject)!);
  return measurement(what, configuration, 'ms', await interleaved(subjects, repeats, perPass));
}

export async function measureColdStart(
  subjects: readonly BenchSubject[],
  configuration: Configuration,
  repeats: number,
): Promise<Measurement> {
  // The first start of each reads its files from the disk; the warm disk is what is measured.
  for (const subject of subjects) await subject.coldStart(configuration);
  const timings = await interleaved(subjects, repeats, (subject) => subject.coldStart(configuration));
  return measurement('cold-start', configuration, 's', timings);
}

async function interleaved(
  subjects: readonly BenchSubject[],
  repeats: number,
  time: (subject: BenchSubject) => Promise<number>,
): Promise<Record<string, Timing>> {
  const values = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const subject of subjects) values.get(subject.name)!.push(await time(subject));
  }
  return Object.fromEntries([...values].map(([name, own]) => [name, timingOf(own)]));
}

function measurement(
  what: Measurement['what'],
  configuration: AnyConfiguration,
  unit: Measurement['unit'],
  timings: Record<string, Timing>,
): Measurement {
  return { what, configuration: configurationName(configuration), unit, timings };
}
