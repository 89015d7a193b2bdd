import { type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';

/** What a syntax error of the parser says to people: what stands there and what belongs there. */
export function syntaxMessage(code: ParseErrorCode, found: string): string {
  const here = found === '' ? 'the end of the file' : `'${found.length > 30 ? `${found.slice(0, 30)}…` : found}'`;
  switch (printParseErrorCode(code)) {
    case 'InvalidSymbol':
      if (/^[-+]?(NaN|Infinity)$/i.test(found)) return `${found} is no number of JSON: write a finite one`;
      return `${here} is not a value: write a number, true, false, null, or a text in double quotes`;
    case 'InvalidNumberFormat':
      return `${here} is not a number`;
    case 'PropertyNameExpected':
      return `a key in double quotes is expected, found ${here}`;
    case 'ValueExpected':
      return `a value is expected, found ${here}`;
    case 'ColonExpected':
      return `':' is expected after the key, found ${here}`;
    case 'CommaExpected':
      return `',' is expected, found ${here}`;
    case 'CloseBraceExpected':
      return `'}' is expected, found ${here}`;
    case 'CloseBracketExpected':
      return `']' is expected, found ${here}`;
    case 'EndOfFileExpected':
      return `the spec ends before ${here}: remove what follows`;
    case 'UnexpectedEndOfComment':
      return 'this comment is not closed: end it with */';
    case 'UnexpectedEndOfString':
      return 'this text is not closed: end it with a double quote';
    case 'UnexpectedEndOfNumber':
      return 'this number breaks off';
    case 'InvalidUnicode':
      return 'this \\u escape is broken: it takes four hexadecimal digits';
    case 'InvalidEscapeCharacter':
      return 'unknown escape in a text: write \\\\ for a backslash';
    case 'InvalidCharacter':
      return 'control characters do not belong into a text: write them as escapes';
    default:
      return `unexpected ${here}`;
  }
}
