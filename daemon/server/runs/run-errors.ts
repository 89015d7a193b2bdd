/** Errors for requests about runs that are refused. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ActiveRun } from './active-runs.ts';

export function stillQueued({ live }: Pick<ActiveRun, 'live'>): FlowscopeError {
  return new FlowscopeError('run-queued', `the run ${live.id} is queued and has not started training`, {
    file: live.runDir,
    exitCode: 2,
    hint: 'run/stop removes it from the queue.',
  });
}

export function tooManyRuns(most: number): FlowscopeError {
  return new FlowscopeError('too-many', `${most} runs are queued already, which is the limit`, {
    hint: 'Wait until some of them have started, or remove them with run/stop.',
  });
}

export function notAnswering({ live }: Pick<ActiveRun, 'live'>, asked: string, milliseconds: number): FlowscopeError {
  return new FlowscopeError(
    'not-answering',
    `the training process of ${live.id} has not answered the request to ${asked} for ${milliseconds / 1000} s`,
    { file: live.runDir, hint: 'It responds after the current step. run/stop with force ends it at once.' },
  );
}
