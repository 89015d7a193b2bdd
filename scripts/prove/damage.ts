/** Every file of a run, damaged in every way, under every command that reads it. */
import { type Cell, damageMatrix } from '../../test/durability/damage-matrix.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

export async function prove(): Promise<Proof> {
  const cells = await damageMatrix({ places: [0.1, 0.5, 0.9] });
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
      `Every file of a finished and of a stopped run is truncated to half, filled with zeros, has one bit flipped (at a tenth, half and nine tenths), is replaced by a folder, made unreadable, or removed. Each of the commands then reads the run. ${count('error')} combinations ended with an error that names the cause, ${count('same')} gave the numbers of the intact run, and ${count('reported')} gave an answer that says what is damaged (\`runs\`, \`fsck\`).`,
      'Commands run in one process, in which `train --resume` trains, too. For root, the mode of a file does not count: files that cannot be read are read as the user nobody (seteuid).',
      ...wrong.map(({ file, damage, command, text }) => `Failed: ${command}, ${file} ${damage}: ${text}`),
    ],
  };
}
