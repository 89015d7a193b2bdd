/** Every file of a run × every damage × every command that reads it. */
import { chmod, cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../../daemon/encoding/json.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { asOrdinaryUser, DAMAGES, type Damage, damage, filesOf, makeRuns, trainHere } from './damaged-runs.ts';

/** In a folder with the run directory `finished`. */
const COMMANDS: readonly (readonly string[])[] = [
  ['runs', '--root', '.'],
  ['describe', 'finished'],
  ['evaluate', 'finished'],
  ['evaluate', 'finished', '--checkpoint', 'latest'],
  ['evaluate', 'finished', '--data', 'rows.csv'],
  ['inspect', 'finished', '-n', '32'],
  ['sample', 'finished', '-n', '4', '--seed', '1'],
  ['density', 'finished', '--size', '4'],
  ['encode', 'finished', '-o', 'latents.csv'],
  ['traverse', 'finished', '--rows', '2', '--columns', '3'],
  ['interpolate', 'finished', '--columns', '3'],
  ['verify', 'finished', '--points', '2'],
  ['export', 'finished', '--onnx', 'flow.onnx'],
  ['fsck', 'finished'],
];
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
  /** Places of the flipped bits, 0 to 1. */
  readonly places?: readonly number[];
}

/** @returns a cell for each file, damage and command */
export async function damageMatrix(options: MatrixOptions = {}): Promise<readonly Cell[]> {
  const { files = () => true, damages = DAMAGES, commands = () => true, places = [0.5] } = options;
  const folder = await makeRuns();
  try {
    const asked = [
      ...COMMANDS.map((args) => ({ command: args.join(' '), run: 'finished', ask: () => printed(folder, args) })),
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
      // A resume writes to the run, so each has one of its own. The others share one.
      const reading = own.filter(({ command }) => !command.startsWith('train'));
      const groups = [reading, ...own.filter((entry) => !reading.includes(entry)).map((entry) => [entry])];
      for (const file of (await filesOf(directory)).filter(files)) {
        const name = `${run}/${file.replace(/tfevents.*/, 'tfevents')}`;
        for (const kind of damages) {
          for (const place of kind === 'flipped' ? places : [0]) {
            for (const group of groups.filter(({ length }) => length > 0)) {
              await damage(join(directory, file), kind, place);
              if (kind === 'unreadable') await openToAll(folder, directory, file);
              for (const { command, ask } of group) {
                const answer = kind === 'unreadable' ? await asOrdinaryUser(ask) : await ask();
                cells.push({ file: name, damage: kind, command, ...outcomeOf(answer, intact.get(command)!) });
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

/** Gives everything except `file` to all users. */
async function openToAll(folder: string, directory: string, file: string): Promise<void> {
  for (const path of [folder, directory, join(directory, 'checkpoints')]) await chmod(path, 0o777);
  for (const own of await filesOf(directory)) if (own !== file) await chmod(join(directory, own), 0o666);
  await chmod(join(directory, 'lease'), 0o666);
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
  const written = args.includes('-o') ? await readFile(join(folder, 'latents.csv'), 'utf8').catch(() => '') : '';
  await rm(join(folder, 'latents.csv'), { force: true });
  const answer = parseJson(stdout);
  const failure = isJsonObject(answer) ? answer.error : undefined;
  const error = failure !== undefined && isJsonObject(failure) ? `${failure.code}: ${failure.message}` : null;
  // The status of fsck is its message.
  const found = args[0] === 'fsck' && code === 1 ? `fsck: ${stdout}` : null;
  return { content: stdout + written, error: error ?? found, notes: stderr };
}

async function resumed(runDir: string): Promise<Answer> {
  try {
    const event = await trainHere({ kind: 'resume', runDir, threads: 1, trusted: true });
    if (event.event !== 'done') return { content: '', error: JSON.stringify(event), notes: '' };
    const { parametersSha256, bestStep, validation, test } = event;
    return { content: JSON.stringify({ parametersSha256, bestStep, validation, test }), error: null, notes: '' };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { content: '', error: `${error.code}: ${error.message}`, notes: '' };
  }
}

/** Errors that do not say what is wrong. */
const UNCLEAR = /^(internal|crashed)|ENOENT|at .*\.ts:\d+|undefined|Cannot read properties/;

function outcomeOf(answer: Answer, intact: Answer): Pick<Cell, 'outcome' | 'text'> {
  if (answer.error !== null) return { outcome: UNCLEAR.test(answer.error) ? 'wrong' : 'error', text: answer.error };
  if (answer.content === intact.content) return { outcome: 'same', text: '' };
  const reported = /damaged|cannot be|Cannot use|cuts them off/.test(answer.notes + answer.content);
  return { outcome: reported ? 'reported' : 'wrong', text: answer.content.slice(0, 500) };
}
