/** What tells a run from others of the same flow where there is little room. */

/** The end of the folder name that Flowscope makes: `iris-20261130T172818Z-710d`. */
const MADE = /-\d{8}T\d{6}Z-([0-9a-f]{4})$/;
/** Letters of a folder name. */
const MOST = 28;

/** `iris 710d`; of a folder that the user named, its beginning, with the name of the flow if that is another one. @param name as shown */
export function runHandle({ name, id }: { readonly name: string; readonly id: string }): string {
  const own = MADE.exec(id)?.[1];
  if (own !== undefined) return `${name} ${own}`;
  const folder = id.length > MOST ? `${id.slice(0, MOST - 1)}…` : id;
  return id.startsWith(name) ? folder : `${name} ${folder}`;
}

/** The handles of several runs: where two are the same, with the whole folder name. */
export function runHandles<R extends { readonly name: string; readonly id: string }>(runs: readonly R[]): string[] {
  const handles = runs.map(runHandle);
  return runs.map(({ id }, i) =>
    handles.indexOf(handles[i]!) === handles.lastIndexOf(handles[i]!) ? handles[i]! : id,
  );
}
