/** Who may look: a code opens once, and is given for a token that lasts as long as the command. */
import { randomBytes } from 'node:crypto';
import { sameSecret } from '../server/http/same-secret.ts';

export interface SignIn {
  /** For one address. */
  readonly code: string;
  /** @returns the token for the code; null: a wrong code, or one that was used */
  exchange(code: string): string | null;
  isToken(token: string): boolean;
}

/** Of 256 random bits each. */
export function createSignIn(): SignIn {
  const secret = () => randomBytes(32).toString('base64url');
  const code = secret();
  const token = secret();
  let used = false;
  return {
    code,
    exchange(given) {
      if (!sameSecret(given, code) || used) return null;
      used = true;
      return token;
    },
    // Nobody has it before.
    isToken: (given) => sameSecret(given, token) && used,
  };
}
