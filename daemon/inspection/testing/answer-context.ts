import type { Runtime } from '../../runtime/runtime.ts';
import type { AnswerContext } from '../answer.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';

/** What the worker gives to the answer of a figure, without its memory of earlier answers. */
export function answerContext(
  { open, data }: { readonly open: OpenModel; readonly data: OpenData },
  runtime: Runtime,
): AnswerContext {
  return {
    open,
    data: async () => data,
    facts: async () => data,
    atHand: async () => data,
    remember: (_key, make) => make(),
    runtime,
    signal: new AbortController().signal,
    trusted: true,
  };
}
