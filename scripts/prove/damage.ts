/** Every file of a run, damaged in every way, under every command that reads it. */
import { type Cell, damageMatrix } from '../../test/durability/damage-matrix.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

/** Bits that are flipped in each file, one at a time. */
const FLIPS = 8;

export async function prove(): Promise<Proof> {
  const cells = await damageMatrix({ flips: FLIPS });
  const count = (outcome: Cell['outcome']) => cells.filter((cell) => cell.outcome === outcome).length;
  const wrong = cells.filter(({ outcome }) => outcome === 'wrong');
  return {
    name: 'damage',
    title: 'Damaged runs',
    results: [
      atLeast('combinations of file, damage and command', cells.length, 1000, ''),
      atMost('that gave other numbers, or an error that does not say what is wrong', wrong.length, 0, ''),
    ],
    notes: [
      `Every file of a finished and of a stopped run is truncated to half, emptied, filled with zeros, has one bit flipped (${FLIPS} times, in each eighth of the file at random), is replaced by a folder, made unreadable, or removed; so is the folder of checkpoints. Each command then reads the run, and the daemon is asked for the list of runs, the run, its curves, its marks and its statistics per layer. ${count('error')} combinations ended with an error that names the cause, ${count('same')} gave the numbers of the intact run, and ${count('reported')} gave an answer that says what is damaged (\`runs\`, \`fsck\`, \`describe\`, the daemon's \`integrity\`).`,
      'Commands run in one process, in which `train --resume` trains, too. For root, the mode of a file does not count: what cannot be read is read as the user nobody (seteuid), and for each file it is first shown that this user cannot open it.',
      'Not counted as damage: the absence of `lease` and `lease.json`, which are there while a run trains, and of `unsaved`, an empty file that marks the run of a text that was in no file.',
      ...wrong.map(({ file, damage, command, text }) => `Failed: ${command}, ${file} ${damage}: ${text}`),
    ],
  };
}
