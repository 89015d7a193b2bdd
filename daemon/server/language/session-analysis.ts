/**
 * Analyses one client's specs in a thread. It starts the thread when it is needed, ends it when nothing is open, and
 * replaces it when it dies. The client only misses some answers.
 */
import { pathToFileURL } from 'node:url';
import { VERSION } from '../../../protocol/product-version.ts';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { initializeResult } from '../../language/capabilities.ts';
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import { errorOf } from '../../language/thread/check-failure.ts';
import type { AnalysisWork, CheckedSpec, FromAnalysis, SpecCheck } from '../../language/thread/messages.ts';
import { watchProcess } from '../../language/watch-process.ts';
import { asOutdated, outdated } from '../executables.ts';
import type { LanguageLink, LanguageLinkOptions } from '../rpc/language-link.ts';
import { JSON_RPC, type RequestId, toJson } from '../rpc/message.ts';
import { type AnalysisThread, startAnalysisThread, type ThreadDeath, type ThreadOptions } from './analysis-thread.ts';
import { openDocuments } from './open-documents.ts';
import { pendingChecks } from './pending-checks.ts';
import { createRefusals } from './refusals.ts';
import { causeOf, deathText, stoppedCheck } from './thread-death.ts';
import { type ToldDocuments, toldDocuments } from './told-documents.ts';
import { unreadMessages } from './unread-messages.ts';

export interface SessionAnalysis extends LanguageLink {
  /**
   * Checks a spec that a request of this client carries.
   * @throws SpecError if it has errors
   * @throws FlowscopeError `check-stopped` if checking it took too much time or memory; `daemon-outdated`
   * @throws the signal's reason once it is aborted
   */
  check(spec: SpecCheck, signal: AbortSignal): Promise<CheckedSpec>;
}

export interface SessionAnalysisOptions extends LanguageLinkOptions, Pick<ThreadOptions, 'script' | 'times' | 'heap'> {
  /** Measures the layers of runs that are not training. */
  readonly measure: MeasureLayers;
  /** Milliseconds without an open document or a request until the thread ends. */
  readonly idle?: number | undefined;
}

/** The client's window may be closing one document and opening another. */
const IDLE = 10_000;

/** A thread that dies for no known reason is replaced, unless the one before did so within this time. Milliseconds. */
const SOON = 10_000;

/** Id of the request that tells a thread its client. */
const INITIALIZE = 'initialize';

/** A thread, and what it was told. */
interface Live {
  readonly thread: AnalysisThread;
  readonly told: ToldDocuments;
  /** It has started, and is of this version. */
  isReady: boolean;
  /** It has answered what told it its client. */
  isInitialized: boolean;
  at: AnalysisWork | null;
}

export function createSessionAnalysis(options: SessionAnalysisOptions): SessionAnalysis {
  const { session, send, sendText, onEnd, onFailed, measure, log, idle = IDLE } = options;
  const documents = openDocuments();
  const refusals = createRefusals();
  const unread = unreadMessages();
  const checks = pendingChecks();
  /** Requests of the client that the thread has not answered. */
  const asked = new Set<RequestId>();
  /** Requests of the thread that the client has not answered, by the id that the client knows. */
  const asking = new Map<number, RequestId>();
  let live: Live | null = null;
  let diedAt = Number.NEGATIVE_INFINITY;
  let lastId = 0;
  let initialization: Readonly<Record<string, unknown>> = {};
  let client: { dispose(): void } | null = null;
  let ended = false;
  let idleTimer: NodeJS.Timeout | undefined;

  /** Starts a thread and tells it everything. @param again the client knows answers of an earlier one */
  function start(again: boolean): void {
    const thread = startAnalysisThread({
      ...options,
      onMessage: (message) => fromThread(own, message),
      onDeath: (death) => died(own, death),
    });
    const send = thread.send;
    const own: Live = {
      thread,
      told: toldDocuments({ documents, refusals, send, post }),
      isReady: false,
      isInitialized: false,
      at: null,
    };
    live = own;
    // Its folders and trust may have changed since it told them.
    const folders = session.folders.map((path) => ({ uri: pathToFileURL(path).href, name: path }));
    const given = isJsonObject(initialization.initializationOptions) ? initialization.initializationOptions : {};
    const initializationOptions = { ...given, trusted: session.trusted };
    const params = { ...initialization, processId: null, workspaceFolders: folders, initializationOptions };
    post(toJson({ kind: 'request', id: INITIALIZE, method: 'initialize', params }), 0);
    post(toJson({ kind: 'notification', method: 'initialized', params: {} }), 0);
    for (const document of documents.all) own.told.tell({ kind: 'opened', document }, null, 0);
    for (const [id, spec] of checks.all) send({ type: 'check', id, spec });
    if (again) send({ type: 'refresh' });
  }

  function post(message: object, units: number): void {
    unread.add(units);
    live?.thread.send({ type: 'message', message });
  }

  function fromThread(own: Live, message: FromAnalysis): void {
    if (own !== live) return;
    if (message.type === 'ready') {
      own.isReady = message.version === VERSION;
      if (!own.isReady) died(own, { kind: 'crashed', error: outdated(REPLACED, options.script) });
    } else if (message.type === 'request') ask(message.message);
    else if (message.type === 'text') pass(own, message.text, message.answered);
    else if (message.type === 'taken') unread.read();
    else if (message.type === 'at') own.at = message.work;
    else if (message.type === 'checked') settle(() => checks.resolve(message.id, message.checked));
    else if (message.type === 'failed') settle(() => checks.reject(message.id, errorOf(message.failure)));
    else if (message.type === 'measure') {
      const { id, runDir } = message;
      measure(runDir).then(
        (layers) => own.thread.send({ type: 'measured', id, layers }),
        () => own.thread.send({ type: 'measured', id, layers: null }),
      );
    }
  }

  function ask(message: { readonly id: RequestId }): void {
    asking.set(++lastId, message.id);
    send({ ...message, id: lastId });
  }

  function pass(own: Live, text: string, answered: RequestId | null): void {
    if (answered === INITIALIZE && !own.isInitialized) {
      own.isInitialized = true;
      return;
    }
    if (answered !== null) asked.delete(answered);
    sendText(text, answered);
    if (answered !== null) rest();
  }

  function settle(answer: () => void): void {
    answer();
    rest();
  }

  /** Ends the thread after a while without work. */
  function rest(): void {
    clearTimeout(idleTimer);
    if (documents.count + checks.count + asked.size > 0) return;
    idleTimer = setTimeout(stop, idle);
    idleTimer.unref();
  }

  function stop(): void {
    clearTimeout(idleTimer);
    live?.thread.stop();
    live = null;
    asking.clear();
    unread.clear();
    const error = { code: JSON_RPC.contentModified, message: 'the analysis of this document was stopped' };
    for (const id of [...asked]) {
      asked.delete(id);
      send({ jsonrpc: '2.0', id, error });
    }
  }

  function died(own: Live, death: ThreadDeath): void {
    if (own !== live) return;
    const { at, isReady } = own;
    const document = at !== null && 'uri' in at ? documents.get(at.uri) : undefined;
    const check = at !== null && 'check' in at ? checks.get(at.check) : undefined;
    log(deathText(at !== null && 'uri' in at ? at.uri : (check?.path ?? null), death));
    stop();
    if (at === null) {
      // Nothing is to blame that could be left out.
      if (!isReady || performance.now() - diedAt < SOON) {
        fail(death);
        return;
      }
      diedAt = performance.now();
    } else if ('check' in at) {
      if (check !== undefined) checks.reject(at.check, stoppedCheck(check.path, death));
    } else if (document?.version === at.version) refusals.strike(at.uri, death);
    // Otherwise it was cancelled, closed or changed meanwhile.
    if (documents.count + checks.count > 0) start(true);
  }

  /** It cannot be started, or dies again and again. */
  function fail(death: ThreadDeath): void {
    const error = death.kind === 'crashed' ? asOutdated(death.error) : new Error(causeOf(death));
    checks.rejectAll(error);
    onFailed(error);
  }

  return {
    receive(message, units) {
      if (ended) return null;
      if (message.kind === 'response') {
        const own = Number(message.id);
        const id = asking.get(own);
        asking.delete(own);
        // Otherwise an earlier thread asked.
        if (id !== undefined) post({ ...message.message, id }, units);
      } else if (message.kind === 'notification') {
        const event = documents.follow(message.method, message.params);
        if (event === 'useless') return null;
        if (event === null) {
          if (live !== null) post(toJson(message), units);
        } else {
          if (event.kind === 'closed') refusals.closed(event.uri);
          else refusals.changed(event.document.uri);
          if (live !== null) live.told.tell(event, toJson(message), units);
          else if (event.kind !== 'closed') start(false);
        }
      } else if (message.method === 'initialize') {
        initialization = isJsonObject(message.params) ? message.params : {};
        client = watchProcess(initialization.processId, onEnd);
        const result = initializeResult(initialization.initializationOptions);
        send({ jsonrpc: '2.0', id: message.id, result });
        return null;
      } else if (message.method === 'shutdown') {
        end();
        send({ jsonrpc: '2.0', id: message.id, result: null });
        return null;
      } else {
        asked.add(message.id);
        if (live === null) start(false);
        post(toJson(message), units);
      }
      rest();
      return unread.room;
    },
    async check(spec, signal) {
      if (ended) throw clientGone();
      return checks.add(spec, signal, {
        start(id) {
          clearTimeout(idleTimer);
          // A new thread is told all checks.
          if (live === null) start(false);
          else live.thread.send({ type: 'check', id, spec });
        },
        cancel(id) {
          live?.thread.send({ type: 'cancel', id });
          rest();
        },
      });
    },
    dispose: end,
  };

  function end(): void {
    ended = true;
    client?.dispose();
    checks.rejectAll(clientGone());
    stop();
  }
}

const REPLACED = 'the program that checks specs was replaced by another version';

export function clientGone(): FlowscopeError {
  return new FlowscopeError('interrupted', 'The client has disconnected.');
}
