/** The colors of a picture: `--theme`. */
import type { ThemeName } from '../pictures/theme.ts';
import { isPictureFormat } from './point-files.ts';
import { usageError } from './usage-error.ts';

/** @param format that is written; null: none @throws FlowscopeError `usage` (exit 2) for a theme without a picture */
export function themeOf(theme: ThemeName | null, format: string | null): ThemeName {
  if (theme !== null && !isPictureFormat(format)) {
    throw usageError('--theme chooses the colors of a picture', 'Write a picture: -o F.png or -o F.svg.');
  }
  return theme ?? 'dark';
}
