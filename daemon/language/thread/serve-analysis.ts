/** The thread that analyses the specs of one client: its language server, and the checks of its other requests. */
import { parentPort } from 'node:worker_threads';
import { LSPErrorCodes } from 'vscode-languageserver';
import { VERSION } from '../../../protocol/product-version.ts';
import { tidyMemory } from '../../memory/tidy-memory.ts';
import { registries as allRegistries } from '../../spec/check-spec.ts';
import { cachedSources } from '../analysis/cached-sources.ts';
import { createLspConnection } from '../create-connection.ts';
import { attachLanguageServer } from '../language-server.ts';
import type { LayerFact } from '../run-facts.ts';
import { createDirectoryRunFacts } from '../runs/directory-run-facts.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { watchedWork } from '../work.ts';
import { failureOf } from './check-failure.ts';
import { checkedSpec } from './checked-spec.ts';
import { messageLink } from './message-link.ts';
import type { AnalysisWork, FromAnalysis, SpecCheck, ToAnalysis } from './messages.ts';
import { watchedSources } from './watched-sources.ts';

/** Serves the thread that started this one until it ends this one. */
export function serveAnalysis(): void {
  if (parentPort === null) throw new Error('this is the main thread');
  tidyMemory();
  const port = parentPort;
  const send = (message: FromAnalysis) => port.postMessage(message);
  const measurements = requests<readonly LayerFact[]>();
  const checks = new Map<number, AbortController>();
  const refused = new Map<string, string>();
  const begin = watchedWork<AnalysisWork>((work) => send({ type: 'at', work }));
  const patience = (milliseconds: number | null) => send({ type: 'patience', milliseconds });
  // One cache per client, because clients may differ in what they may read.
  const registries = { ...allRegistries, sources: cachedSources(watchedSources(allRegistries.sources, patience)) };
  const link = messageLink((message) => send(outgoing(message)));
  // The daemon watches the client, and ends this thread.
  const { connection } = createLspConnection(link.reader, link.writer, { onEnd: () => {} });
  const server = attachLanguageServer(connection, createVocabulary(), {
    runs: createDirectoryRunFacts({
      measure: (runDir) => measurements.ask((id) => send({ type: 'measure', id, runDir })),
    }),
    registries,
    beginWork: ({ uri, version }) => begin({ uri, version }),
    refusal: (uri) => refused.get(uri) ?? null,
  });
  connection.listen();
  const messages = oneByOne<object>((message) => {
    link.receive(message);
    send({ type: 'taken' });
  });

  async function check(id: number, spec: SpecCheck): Promise<void> {
    const control = new AbortController();
    checks.set(id, control);
    const work = begin({ check: id });
    try {
      const checked = await checkedSpec(spec, { signal: control.signal, registries, onStretch: work.again });
      send({ type: 'checked', id, checked });
    } catch (error) {
      if (!control.signal.aborted) send({ type: 'failed', id, failure: failureOf(error) });
    } finally {
      work.end();
      checks.delete(id);
    }
  }

  port.on('message', (message: ToAnalysis) => {
    switch (message.type) {
      case 'ping':
        return send({ type: 'pong' });
      case 'message':
        return messages.add(message.message);
      case 'refuse':
        if (message.reason === null) refused.delete(message.uri);
        else refused.set(message.uri, message.reason);
        return;
      case 'check':
        return void check(message.id, message.spec);
      case 'cancel':
        return checks.get(message.id)?.abort();
      case 'measured':
        return measurements.answer(message.id, message.layers);
      case 'refresh':
        return server.refresh();
    }
  });
  send({ type: 'ready', version: VERSION });
}

/** UTF-16 units: thousands of edits. Longer answers would delay other clients. */
const MOST_ANSWER = 2 ** 22;

/** A message of the language server, prepared so that the daemon has little to do with it. */
function outgoing(message: object): FromAnalysis {
  const id = 'id' in message && (typeof message.id === 'string' || typeof message.id === 'number') ? message.id : null;
  if ('method' in message && id !== null) return { type: 'request', message: { ...message, id } };
  const text = JSON.stringify(message);
  if (id === null || text.length <= MOST_ANSWER) return { type: 'text', text, answered: id };
  const reason = `the answer has ${text.length} characters; at most ${MOST_ANSWER} are sent`;
  const error = { code: LSPErrorCodes.RequestFailed, message: reason };
  return { type: 'text', text: JSON.stringify({ jsonrpc: '2.0', id, error }), answered: id };
}

/** One item in a turn of the event loop: the connection handles as many, and would hold all others in its queue. */
function oneByOne<T>(handle: (item: T) => void): { readonly add: (item: T) => void } {
  const waiting: T[] = [];
  const next = () => {
    handle(waiting[0]!);
    waiting.shift();
    if (waiting.length > 0) setImmediate(next);
  };
  return {
    add(item) {
      waiting.push(item);
      if (waiting.length === 1) setImmediate(next);
    },
  };
}

/** Requests that the other side answers by number. */
function requests<T>() {
  const waiting = new Map<number, PromiseWithResolvers<T>>();
  let number = 0;
  return {
    ask(send: (id: number) => void): Promise<T> {
      const answer = Promise.withResolvers<T>();
      waiting.set(++number, answer);
      send(number);
      return answer.promise;
    },
    /** @param value null: there is none */
    answer(id: number, value: T | null): void {
      const answer = waiting.get(id);
      waiting.delete(id);
      if (value === null) answer?.reject(new Error('there is no answer'));
      else answer?.resolve(value);
    },
  };
}
