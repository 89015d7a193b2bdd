/** What the daemon says of a run on disk, without a socket. */
import { join } from 'node:path';
import { checkHere } from '../../daemon/server/language/testing/check-here.ts';
import { createRunsPlugin } from '../../daemon/server/runs/runs-plugin.ts';
import { fakeSession } from '../../daemon/server/runs/testing/fake-session.ts';

export interface DaemonAnswer {
  /** With the arrays that the answer names. */
  readonly content: string;
  /** The `integrity` that `run/get` tells beside it, which clients show. */
  readonly integrity: string;
}

/**
 * Asks a new service, so that nothing is remembered of an earlier state of the files.
 * @param folder of the run; the service's own state goes to `state` in it
 * @throws FlowscopeError the answer's error
 */
export async function askDaemon(folder: string, method: string, params: object): Promise<DaemonAnswer> {
  const session = fakeSession([folder]);
  const plugin = await createRunsPlugin({
    stateFolder: join(folder, 'state'),
    script: 'none: nothing is trained',
    check: checkHere,
    most: 1,
    log: () => undefined,
  });
  const call = async (name: string, given: object) => {
    const { definition, run } = plugin.handlers.find((handler) => handler.definition.name === name)!;
    const signal = new AbortController().signal;
    return definition.result.parse(await run(definition.params.parse(given), { session, signal }));
  };
  try {
    const answer = await call(method, params);
    const arrays = [...session.arrays.values()].map(({ values }) => Array.from(values as Float64Array, String));
    const { run } = (await call('run/get', { run: join(folder, 'finished') })) as { run: { integrity?: object } };
    return { content: JSON.stringify([answer, arrays]), integrity: JSON.stringify(run.integrity ?? null) };
  } finally {
    session.close();
    await plugin.dispose();
  }
}
