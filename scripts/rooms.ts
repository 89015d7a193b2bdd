/**
 * Prints which room of the code imports which. Exits 1 for an import that a room may not have (scripts/rooms/rooms.ts), for the name
 * of a layer, base or conditioner outside of the room that defines it, and for a cast that hides what external data are.
 */
import { fileURLToPath } from 'node:url';
import { casts } from './rooms/casts.ts';
import { arrowsOf, graphText, problemsOfArrows, problemsOfParts, problemsOfRooms } from './rooms/import-graph.ts';
import { FIGURES_APART, NEVER, ROOMS } from './rooms/rooms.ts';
import { typeNames } from './rooms/type-names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const arrows = arrowsOf(ROOMS, root);
console.log(graphText(ROOMS, arrows));
const problems = [
  ...problemsOfRooms(ROOMS),
  ...problemsOfArrows(ROOMS, NEVER, arrows),
  ...problemsOfParts(FIGURES_APART, root),
  ...typeNames(ROOMS, root),
  ...casts(root),
];
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'No room imports upwards.' : `${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;
