/**
 * The analysis of one client's specs, in a thread of its own: started when it is needed, ended when nothing is open, and
 * replaced when it dies. The client notices no more than answers that are missing.
 */
import { pathToFileURL } from 'node:url';
import { VERSION } from '../../../protocol/product-version.ts';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { initializeResult } from '../../language/capabilities.ts';
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import { errorOf } from '../../language/thread/check-failure.ts';
import type { CheckedSpec, FromAnalysis, SpecCheck } from '../../language/thread/messages.ts';
import { watchProcess } from '../../language/watch-process.ts';
import { asOutdated, outdated } from '../executables.ts';
import type { LanguageLink, LanguageLinkOptions } from '../rpc/language-link.ts';
import { type RequestId, toJson } from '../rpc/message.ts';
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

/** Of LSP: the client asks again, or shows nothing. */
const CONTENT_MODIFIED = -32_801;

/** Id of the request that tells a thread its client. */
const INITIALIZE = 'initialize';

/** A thread, and what it was told. */
interface Live {
  readonly thread: AnalysisThread;
  readonly told: ToldDocuments;
  /** Its first message has come. */
  ready: boolean;
  /** The document or the check on which it works. */
  at: string | number | null;
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
  const asking = new Map<number, unknown>();
  let live: Live | null = null;
  let diedAt = Number.NEGATIVE_INFINITY;
  let lastId = 0;
  let initialization: Readonly<Record<string, unknown>> = {};
  let client: { dispose(): void } | null = null;
  let disposed = false;
  let idleTimer: NodeJS.Timeout | undefined;

  /** Starts a thread and tells it everything. @param again the client knows answers of an earlier one */
  function start(again: boolean): void {
    const thread = startAnalysisThread({
      ...options,
      onMessage: (message) => fromThread(own, message),
      onDeath: (death) => died(own, death),
    });
    const send = thread.send;
    const own: Live = { thread, ready: false, at: null, told: toldDocuments({ documents, refusals, send, post }) };
    live = own;
    // As it is now.
    const folders = session.folders.map((path) => ({ uri: pathToFileURL(path).href, name: path }));
    const given = isJsonObject(initialization.initializationOptions) ? initialization.initializationOptions : {};
    const initializationOptions = { ...given, trusted: session.trusted };
    const params = { ...initialization, processId: null, workspaceFolders: folders, initializationOptions };
    post({ jsonrpc: '2.0', id: INITIALIZE, method: 'initialize', params }, 0);
    post({ jsonrpc: '2.0', method: 'initialized', params: {} }, 0);
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
      own.ready = true;
      const replaced = outdated('the program that checks specs was replaced by another version', options.script);
      if (message.version !== VERSION) died(own, { kind: 'crashed', error: replaced });
    } else if (message.type === 'request') ask(message.message);
    else if (message.type === 'text') pass(message.text, message.answered);
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

  function ask(message: object): void {
    asking.set(++lastId, 'id' in message ? message.id : null);
    send({ ...message, id: lastId });
  }

  function pass(text: string, answered: RequestId | null): void {
    if (answered === INITIALIZE) return;
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
    const error = { code: CONTENT_MODIFIED, message: 'the analysis of this document was stopped' };
    for (const id of [...asked]) {
      asked.delete(id);
      send({ jsonrpc: '2.0', id, error });
    }
  }

  function died(own: Live, death: ThreadDeath): void {
    if (own !== live) return;
    const { at, ready } = own;
    const document = typeof at === 'string' ? documents.get(at) : undefined;
    const check = typeof at === 'number' ? checks.get(at) : undefined;
    const place = document?.uri ?? check?.path;
    log(deathText(place === undefined ? '' : ` at ${place}`, death));
    stop();
    if (document !== undefined) refusals.strike(document.uri, death);
    else if (check !== undefined) checks.reject(Number(at), stoppedCheck(check.path, death));
    else if (ready && performance.now() - diedAt >= SOON) diedAt = performance.now();
    else {
      fail(death);
      return;
    }
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
      if (disposed) return null;
      if (message.kind === 'response') {
        const id = typeof message.id === 'number' ? asking.get(message.id) : undefined;
        // Of an earlier thread otherwise.
        if (id !== undefined) post({ ...message.message, id }, units);
      } else if (message.kind === 'notification') {
        const event = documents.follow(message.method, message.params);
        if (event?.kind === 'closed') refusals.closed(event.uri);
        else if (event !== null) refusals.changed(event.document.uri);
        if (event !== null && live !== null) live.told.tell(event, toJson(message), units);
        else if (event !== null && event.kind !== 'closed') start(false);
        else if (live !== null && !isAboutDocument(message.method)) post(toJson(message), units);
      } else if (message.method === 'initialize') {
        initialization = isJsonObject(message.params) ? message.params : {};
        client = watchProcess(initialization.processId, onEnd);
        const result = initializeResult(initialization.initializationOptions);
        send({ jsonrpc: '2.0', id: message.id, result });
        return null;
      } else if (message.method === 'shutdown') {
        stop();
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
      if (disposed) throw gone();
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
    dispose() {
      disposed = true;
      client?.dispose();
      checks.rejectAll(gone());
      stop();
    },
  };
}

function gone(): FlowscopeError {
  return new FlowscopeError('interrupted', 'The client has disconnected.');
}

/** Such a notification that could not be followed means nothing to the thread. */
function isAboutDocument(method: string): boolean {
  return /^textDocument\/did(Open|Change|Close)$/.test(method);
}
