import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** What no answer to a stranger tells: where the program lies, how it is made inside, and what it stumbled over. */
const INSIDE: [what: string, how: RegExp][] = [
  ['a stack trace', /(?:^|\\n|\n)\s*at (?:async )?[\w$.<>[\] ]+ ?\(?(?:file:|node:|\/|webpack)/],
  ['a module of the program', /node_modules|\.next\/server|server\/(?:api|auth|intent|controller)\//],
  ['the database', /SQLITE_|PrismaClient|Invalid `|\bSELECT\b.+\bFROM\b/],
  ['an error of the language', /\b(?:TypeError|ReferenceError|RangeError|SyntaxError)\b|Cannot read propert/],
];

/** What a refusal gives away, or null. @param dataDir folder of the product's data */
export function leak(text: string, dataDir: string): string | null {
  for (const [what, how] of INSIDE) {
    const found = how.exec(text);
    if (found)
      return `${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 120))}`;
  }
  if (text.includes(ROOT)) return 'the folder of the program';
  return text.includes(dataDir) ? 'the folder of the data' : null;
}
