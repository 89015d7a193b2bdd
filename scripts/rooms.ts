/**
 * Prints which room of the code imports which. Exits 1 for an import that a room may not have (scripts/rooms/rooms.ts), and for the name
 * of a layer, base or conditioner outside of the room that defines it.
 */
import { fileURLToPath } from 'node:url';
import { arrowsOf, graphText, problemsOfArrows, problemsOfRooms } from './rooms/import-graph.ts';
import { NEVER, ROOMS } from './rooms/rooms.ts';
import { typeNames } from './rooms/type-names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const arrows = arrowsOf(ROOMS, root);
console.log(graphText(ROOMS, arrows));
const problems = [...problemsOfRooms(ROOMS), ...problemsOfArrows(ROOMS, NEVER, arrows), ...typeNames(ROOMS, root)];
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'No room imports upwards.' : `${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;
