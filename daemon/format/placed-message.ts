/**
 * A message about a place in a spec, where nothing else shows the place: a message beside the text names only the last key, as in
 * `type must be one of …`.
 * @param path of the place: `training.optimizer.type`; empty: the whole spec
 */
export function placedMessage(message: string, path: string): string {
  if (path === '' || message.includes(path)) return message;
  const last = /[^.[\]"]+(?:\[\d+\])*$|\["[^"]*"\](?:\[\d+\])*$/.exec(path)?.[0];
  return last !== undefined && message.startsWith(`${last} `)
    ? `${path}${message.slice(last.length)}`
    : `${path}: ${message}`;
}
