import { runSubscribe, runUnsubscribe } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import { createSubscriptions } from '../subscriptions.ts';

export function subscriptionHandlers(service: RunService, log: (line: string) => void): readonly Handler[] {
  const subscriptions = createSubscriptions(service, log);
  return [
    createHandler(runSubscribe, async ({ run, from }, { session }) => ({
      subscription: subscriptions.add(session, await service.locate(run, session), from),
    })),
    createHandler(runUnsubscribe, async ({ subscription }, { session }) => {
      subscriptions.remove(session, subscription);
      return {};
    }),
  ];
}
