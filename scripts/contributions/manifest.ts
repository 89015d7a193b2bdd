/** The parts of package.json that follow from the definitions of commands and panels. */
import type { CommandDefinition, MenuEntry } from '../../extension/commands/definition.ts';

/** What is generated; everything else of the manifest is written by hand and kept. */
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly configurationDefaults: Readonly<Record<string, unknown>>;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** Texts by the key that the manifest names as `%key%`. */
export type ManifestTexts = Readonly<Record<string, string>>;

export interface Contributions {
  readonly commands: readonly CommandDefinition[];
  /** Types of the webviews that VS Code restores. */
  readonly viewTypes: readonly string[];
}

const PANEL_EVENT = 'onWebviewPanel:';
const LOCKED_GROUPS = 'workbench.editor.autoLockGroups';
/** A name, not a text: it is not translated. */
const CATEGORY = 'Flowscope';
const COMMAND_KEY = 'command.';

export function withContributions(manifest: Manifest, { commands, viewTypes }: Contributions): Manifest {
  const { contributes, activationEvents } = manifest;
  return {
    ...manifest,
    activationEvents: [
      ...activationEvents.filter((event) => !event.startsWith(PANEL_EVENT)),
      ...viewTypes.map((type) => `${PANEL_EVENT}${type}`),
    ],
    contributes: {
      ...contributes,
      commands: commands.map(({ id, icon }) => ({
        command: id,
        title: `%${commandKey(id)}%`,
        category: CATEGORY,
        ...(icon === undefined ? {} : { icon: `$(${icon})` }),
      })),
      menus: {
        commandPalette: commands.flatMap(({ id, when }) => (when === undefined ? [] : [{ command: id, when }])),
        ...menusOf(commands),
      },
      configurationDefaults: {
        ...contributes.configurationDefaults,
        // VS Code prefixes the types of an extension's webviews.
        [LOCKED_GROUPS]: Object.fromEntries(viewTypes.map((type) => [`mainThreadWebview-${type}`, true])),
      },
    },
  };
}

/** The hand-written texts, and the titles of the commands. */
export function withTitles(texts: ManifestTexts, commands: readonly CommandDefinition[]): ManifestTexts {
  const own = Object.entries(texts).filter(([key]) => !key.startsWith(COMMAND_KEY));
  return Object.fromEntries([...own, ...commands.map(({ id, title }) => [commandKey(id), title] as const)]);
}

function commandKey(id: CommandDefinition['id']): string {
  return `${COMMAND_KEY}${id.slice('flowscope.'.length)}`;
}

/** Each menu in the order of its groups and positions. */
function menusOf(commands: readonly CommandDefinition[]) {
  const entries = commands.flatMap(({ id, menus = [] }) => menus.map((entry) => ({ id, ...entry })));
  const names = [...new Set(entries.map(({ menu }) => menu))].sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      entries
        .filter(({ menu }) => menu === name)
        .sort(byGroup)
        .map(({ id, when, group }) => ({ command: id, when, group })),
    ]),
  );
}

function byGroup({ group: a }: MenuEntry, { group: b }: MenuEntry): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
