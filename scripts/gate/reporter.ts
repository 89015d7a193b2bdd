/** A reporter for vitest: writes a {@link TestReport} to the file that FLOWSCOPE_TEST_REPORT names. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import type { ReportedFile, ReportedTest, TestReport } from './report.ts';

function messageOf({ stack, message }: SerializedError): string {
  // Some stacks begin with the message and some do not.
  return stack?.includes(message) ? stack : [message, stack ?? ''].join('\n').trimEnd();
}

function describeTest(test: TestCase): ReportedTest {
  const { state, errors } = test.result();
  return {
    name: test.fullName,
    // Pending: the worker died in it.
    outcome: state === 'pending' ? 'failed' : state,
    flaky: test.diagnostic()?.flaky ?? false,
    messages: state === 'pending' ? ['it did not end'] : (errors ?? []).map(messageOf),
  };
}

function describeFile(module: TestModule): ReportedFile {
  const { prepareDuration, environmentSetupDuration, collectDuration, setupDuration, duration } = module.diagnostic();
  const suites = [...module.children.allSuites()];
  return {
    file: module.relativeModuleId,
    milliseconds: prepareDuration + environmentSetupDuration + collectDuration + setupDuration + duration,
    errors: [...module.errors(), ...suites.flatMap((suite) => suite.errors())].map(messageOf),
    tests: [...module.children.allTests()].map(describeTest),
  };
}

export default class GateReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env.FLOWSCOPE_TEST_REPORT;
    if (!file) throw new Error('FLOWSCOPE_TEST_REPORT is not set');
    const report: TestReport = { files: modules.map(describeFile), unhandled: unhandled.map(messageOf) };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(report));
  }
}
