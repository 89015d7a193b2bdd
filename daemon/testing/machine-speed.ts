/**
 * A bound on time that holds on a busy machine, too: beside other work the same code takes up to twice the processor
 * time, since programs share caches and cores. So a time is measured in units of a fixed piece of work that is done just
 * before and just after it.
 */

/** Nodes of the graph that the fixed work builds, sorts and writes out. */
const NODES = 150_000;

interface Node {
  readonly name: string;
  readonly inputs: readonly Node[];
}

/** What the code under test does, too: many small objects, maps of them, strings and typed arrays. Uses no code of ours. */
function fixedWork(): number {
  const nodes: Node[] = [];
  for (let i = 0; i < NODES; i++) {
    const inputs = i === 0 ? [] : [nodes[i - 1]!, nodes[(i * 7919) % i]!];
    nodes.push({ name: `node${i}`, inputs });
  }
  const levels = new Map<Node, number>();
  const names = new Map<string, Node>();
  for (const node of nodes) {
    levels.set(node, 1 + node.inputs.reduce((most, input) => Math.max(most, levels.get(input)!), 0));
    names.set(`${node.name} ${node.inputs.map(({ name }) => name).join(',')}`, node);
  }
  const values = Float64Array.from(nodes, (node) => levels.get(node)!);
  const bytes = Buffer.from([...names.keys()].join('\n'));
  return values.reduce((sum, value) => sum + value) + bytes.length;
}

/** CPU seconds. */
function secondsOfFixedWork(): number {
  const started = process.cpuUsage();
  fixedWork();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

/** @param work returns its CPU seconds @returns them in units of the fixed work */
export async function relativeTime(work: () => Promise<number>): Promise<number> {
  const before = secondsOfFixedWork();
  const seconds = await work();
  return (2 * seconds) / (before + secondsOfFixedWork());
}
