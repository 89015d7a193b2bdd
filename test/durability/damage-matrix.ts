/** Every file of a run × every damage × every command and every answer of the daemon that reads it. */
import { chmod, cp, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../../daemon/encoding/json.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { systemCode } from '../../daemon/errors/system-code.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { askDaemon } from './ask-daemon.ts';
import {
  asOrdinaryUser,
  type Bit,
  DAMAGES,
  type Damage,
  damage,
  makeRuns,
  partsOf,
  trainHere,
} from './damaged-runs.ts';

/** In a folder with the run directory `finished`. */
const COMMANDS: readonly (readonly string[])[] = [
  ['runs', '--root', '.'],
  ['describe', 'finished'],
  ['evaluate', 'finished'],
  ['evaluate', 'finished', '--checkpoint', 'latest'],
  ['evaluate', 'finished', '--data', 'rows.csv'],
  ['inspect', 'finished', '-n', '32'],
  ['sample', 'finished', '-n', '4', '--seed', '1'],
  ['sample', 'finished', '--checkpoint', '8', '-n', '4'],
  ['density', 'finished', '--size', '4'],
  ['encode', 'finished', '-o', 'out.csv'],
  ['decode', 'finished', '--data', 'latents.csv', '-o', 'out.csv'],
  ['traverse', 'finished', '--rows', '2', '--columns', '3'],
  ['interpolate', 'finished', '--columns', '3'],
  ['probe', 'finished', '--row', '0'],
  ['coupling', 'finished', '--row', '0'],
  ['verify', 'finished', '--points', '2'],
  ['export', 'finished', '--onnx', 'flow.onnx'],
  ['fsck', 'finished'],
];
/** Of the daemon; `run/list` and what follows are what panels and the list of runs show. */
const QUESTIONS: readonly (readonly [string, (run: string) => object])[] = [
  ['run/list', () => ({})],
  ['run/get', (run) => ({ run })],
  ['run/marks', (run) => ({ run })],
  ['run/layers', (run) => ({ run })],
  ['run/series', (run) => ({ run, keys: ['loss', 'gradientNorm', 'validation.nll'], buckets: 64 })],
];
/** Those of a trainer, which are there while it lives, and a mark that says all by its presence. */
const MAY_BE_ABSENT: ReadonlySet<string> = new Set(['lease', 'lease.json', 'unsaved']);
/** What a resume of each run answers; trained in this process. */
const RESUMES = ['finished', 'stopped'] as const;

export interface Cell {
  readonly file: string;
  readonly damage: string;
  readonly command: string;
  /**
   * `same`: the answer of the intact run. `error`: a clear error. `reported`: another answer that says what is damaged.
   * `wrong`: anything else.
   */
  readonly outcome: 'same' | 'error' | 'reported' | 'wrong';
  /** The error, or what is wrong. */
  readonly text: string;
}

export interface MatrixOptions {
  readonly files?: (file: string) => boolean;
  readonly damages?: readonly Damage[];
  readonly commands?: (command: string) => boolean;
  /** Bits that are flipped in each file, one at a time; default 1. */
  readonly flips?: number;
  readonly seed?: number;
}

/** @returns a cell for each file, damage and command */
export async function damageMatrix(options: MatrixOptions = {}): Promise<readonly Cell[]> {
  const { files = () => true, damages = DAMAGES, commands = () => true, flips = 1, seed = 1 } = options;
  const random = randomStream(seed, 'damage-matrix');
  const folder = await makeRuns();
  try {
    await openState(folder);
    await flowscopeHere(['encode', 'finished', '-o', 'latents.csv'], { cwd: folder });
    const finished = join(folder, 'finished');
    const asked = [
      ...COMMANDS.map((args) => ({ command: args.join(' '), run: 'finished', ask: () => printed(folder, args) })),
      ...QUESTIONS.map(([method, params]) => ({
        command: method,
        run: 'finished',
        ask: () => answered(folder, method, params(finished)),
      })),
      ...RESUMES.map((run) => ({ command: `train --resume ${run}`, run, ask: () => resumed(join(folder, run)) })),
    ].filter(({ command }) => commands(command));
    const cells: Cell[] = [];
    for (const run of RESUMES) {
      const directory = join(folder, run);
      const backup = join(folder, `.${run}`);
      await cp(directory, backup, { recursive: true, preserveTimestamps: true });
      const restore = async () => {
        await rm(directory, { recursive: true });
        await cp(backup, directory, { recursive: true, preserveTimestamps: true });
      };
      const own = asked.filter((entry) => entry.run === run);
      const intact = new Map<string, Answer>();
      for (const { command, ask } of own) {
        intact.set(command, await ask());
        await restore();
      }
      // A resume writes to the run, so each gets its own copy. The others share one.
      const reading = own.filter(({ command }) => !command.startsWith('train'));
      const groups = [reading, ...own.filter((entry) => !reading.includes(entry)).map((entry) => [entry])];
      for (const file of (await partsOf(directory)).filter(files)) {
        const name = `${run}/${file.replace(/tfevents.*/, 'tfevents')}`;
        for (const kind of damages) {
          const bits: Bit[] = [{ place: 0, bit: 0 }];
          // Spread over the file, each at random in its part.
          for (let i = 0; kind === 'flipped' && i < flips; i++) {
            bits[i] = { place: (i + random.uniform()) / flips, bit: random.integer(8) };
          }
          for (const bit of bits) {
            const what = kind === 'flipped' ? `${kind} at ${bit.place.toFixed(4)}, bit ${bit.bit}` : kind;
            for (const group of groups.filter(({ length }) => length > 0)) {
              if (kind === 'missing' && MAY_BE_ABSENT.has(file)) continue;
              if (!(await damage(join(directory, file), kind, bit))) continue;
              if (kind === 'unreadable') await openToAll(folder, directory, file);
              // A run with fewer snapshots is as good: the list of those that are left is not wrong.
              const read = kind === 'missing' && file.startsWith('snapshots') ? withoutSnapshots : as;
              for (const { command, ask } of group) {
                const answer = read(kind === 'unreadable' ? await asOrdinaryUser(ask) : await ask());
                cells.push({ file: name, damage: what, command, ...outcomeOf(answer, read(intact.get(command)!)) });
              }
              await restore();
            }
          }
        }
      }
    }
    return cells;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The daemon's state, which all users may write. */
async function openState(folder: string): Promise<void> {
  for (const path of ['state', 'state/queue']) {
    await mkdir(join(folder, path));
    await chmod(join(folder, path), 0o777);
  }
}

/** Gives everything except `file` to all users, and makes sure that it is kept from them. */
async function openToAll(folder: string, directory: string, file: string): Promise<void> {
  for (const path of [folder, directory]) await chmod(path, 0o777);
  for (const own of await partsOf(directory)) {
    if (own !== file) await chmod(join(directory, own), own === 'checkpoints' || own === 'snapshots' ? 0o777 : 0o666);
  }
  const code = await asOrdinaryUser(() =>
    open(join(directory, file)).then(
      async (handle) => {
        await handle.close();
        return 'it can be opened';
      },
      (error: unknown) => systemCode(error),
    ),
  );
  if (code !== 'EACCES') throw new Error(`${file} is to be unreadable: ${code}`);
}

interface Answer {
  /** What must be the same: numbers, not times. */
  readonly content: string;
  /** The error; null for success. */
  readonly error: string | null;
  /** What was said besides. */
  readonly notes: string;
}

async function printed(folder: string, args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await flowscopeHere([...args, '--json'], { cwd: folder });
  const written = args.includes('-o') ? await readFile(join(folder, 'out.csv'), 'utf8').catch(() => '') : '';
  await rm(join(folder, 'out.csv'), { force: true });
  const answer = parseJson(stdout);
  const failure = isJsonObject(answer) ? answer.error : undefined;
  const error = failure !== undefined && isJsonObject(failure) ? `${failure.code}: ${failure.message}` : null;
  // The status of fsck is its message.
  const found = args[0] === 'fsck' && code === 1 ? `fsck: ${stdout}` : null;
  return { content: stdout + written, error: error ?? found, notes: stderr };
}

async function answered(folder: string, method: string, params: object): Promise<Answer> {
  try {
    const { content, integrity } = await askDaemon(folder, method, params);
    return { content, error: null, notes: integrity };
  } catch (error) {
    return { content: '', error: errorText(error), notes: '' };
  }
}

async function resumed(runDir: string): Promise<Answer> {
  try {
    const event = await trainHere({ kind: 'resume', runDir, threads: 1, trusted: true });
    if (event.event !== 'done') return { content: '', error: JSON.stringify(event), notes: '' };
    const { parametersSha256, bestStep, validation, test } = event;
    return { content: JSON.stringify({ parametersSha256, bestStep, validation, test }), error: null, notes: '' };
  } catch (error) {
    return { content: '', error: errorText(error), notes: '' };
  }
}

function errorText(error: unknown): string {
  return error instanceof FlowscopeError ? `${error.code}: ${error.message}` : `internal: ${String(error)}`;
}

function as(answer: Answer): Answer {
  return answer;
}

/** The same answer without what it says of snapshots: lists of them, and states of their files. */
function withoutSnapshots({ content, ...answer }: Answer): Answer {
  const other = content.replace(/"snapshots": ?\[[^\]]*\]/g, '').replace(/\{[^{}]*"snapshots\/[^{}]*\},?/g, '');
  return { ...answer, content: other };
}

/** Errors that do not say what is wrong. */
const UNCLEAR = /^(internal|crashed)|ENOENT|at .*\.ts:\d+|undefined|Cannot read properties/;

function outcomeOf(answer: Answer, intact: Answer): Pick<Cell, 'outcome' | 'text'> {
  if (answer.error !== null) return { outcome: UNCLEAR.test(answer.error) ? 'wrong' : 'error', text: answer.error };
  if (answer.content === known(intact.content, answer.content)) return { outcome: 'same', text: '' };
  const reported = /damaged|cannot be|Cannot use|cuts them off|unfinished record/.test(answer.notes + answer.content);
  return { outcome: reported ? 'reported' : 'wrong', text: difference(answer.content, intact.content) };
}

/** A run without data.json, as those of an older Flowscope, does not say whether its data are integers. */
function known(expected: string, found: string): string {
  return found.includes('"integers"') ? expected : expected.replace(/,"integers":(true|false)/, '');
}

/** Where two texts begin to differ. */
function difference(found: string, expected: string): string {
  let at = 0;
  while (at < expected.length && found[at] === expected[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 40), at + 120);
  return `${around(found)} instead of ${around(expected)}`;
}
