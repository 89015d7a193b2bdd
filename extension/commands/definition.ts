/**
 * A command of the editor: one definition says what it does and where it is offered. The entries of package.json are generated from
 * the definitions (scripts/contributions.ts), which load there without VS Code: at load they may call `l10n.t` and nothing else of it.
 */
import { type Command as CommandLink, commands } from 'vscode';
import type { AppContext } from '../app-context.ts';

/** Menus beside the palette. */
export type Menu = 'editor/title' | 'editor/title/context' | 'explorer/context' | 'view/title' | 'view/item/context';

export interface MenuEntry {
  readonly menu: Menu;
  readonly when: string;
  /** Group and position: `navigation@1`. */
  readonly group: string;
}

export interface CommandDefinition {
  readonly id: `flowscope.${string}`;
  readonly title: string;
  /** Name of a codicon. */
  readonly icon?: string;
  /** When the palette offers it. Absent: always. */
  readonly when?: string;
  readonly menus?: readonly MenuEntry[];
  /** It is refused in Restricted Mode. */
  readonly needsTrust?: true;
  /** @param argument from a code lens, a view or a key binding */
  run(app: AppContext, argument: unknown): Promise<void>;
}

export function defineCommand(command: CommandDefinition): CommandDefinition {
  return command;
}

/** What a tree item or a status item runs when it is selected. */
export function commandLink({ id, title }: CommandDefinition, ...args: unknown[]): CommandLink {
  return { command: id, title, arguments: args };
}

/** Runs the command as the palette does, which reports its failures. */
export async function execute({ id }: CommandDefinition, ...args: unknown[]): Promise<void> {
  await commands.executeCommand(id, ...args);
}
