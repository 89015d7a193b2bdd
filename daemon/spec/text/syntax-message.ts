import { type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';

/** Explains a syntax error of the parser: what was found, and what was expected. */
export function syntaxMessage(code: ParseErrorCode, found: string): string {
  const here = found === '' ? 'the end of the file' : `'${found.length > 30 ? `${found.slice(0, 30)}…` : found}'`;
  switch (printParseErrorCode(code)) {
    case 'InvalidSymbol':
      if (/^[-+]?(NaN|Infinity)$/i.test(found)) return `${found} is not a JSON number: write a finite number`;
      return `${here} is not a value: write a number, true, false, null, or a string in double quotes`;
    case 'InvalidNumberFormat':
      return `${here} is not a number`;
    case 'PropertyNameExpected':
      return `expected a key in double quotes, found ${here}`;
    case 'ValueExpected':
      return `expected a value, found ${here}`;
    case 'ColonExpected':
      return `expected ':' after the key, found ${here}`;
    case 'CommaExpected':
      return `expected ',', found ${here}`;
    case 'CloseBraceExpected':
      return `expected '}', found ${here}`;
    case 'CloseBracketExpected':
      return `expected ']', found ${here}`;
    case 'EndOfFileExpected':
      return `the spec ends before ${here}: remove what follows`;
    case 'UnexpectedEndOfComment':
      return 'this comment is not closed: end it with */';
    case 'UnexpectedEndOfString':
      return 'this string is not closed: end it with a double quote';
    case 'UnexpectedEndOfNumber':
      return 'this number is incomplete';
    case 'InvalidUnicode':
      return 'this \\u escape is incomplete: it needs four hexadecimal digits';
    case 'InvalidEscapeCharacter':
      return 'unknown escape in a string: write \\\\ for a backslash';
    case 'InvalidCharacter':
      return 'a string must not contain control characters: write them as escapes';
    default:
      return `unexpected ${here}`;
  }
}
