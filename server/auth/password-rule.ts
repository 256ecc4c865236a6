import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../model/password';

/**
 * What is wrong with a password, or null. It must be long, and no word of a list of those that were found in breaches,
 * nor one of them with figures and signs at its ends or in place of letters, which is what is tried next.
 */
export async function passwordFault(password: string, userName: string): Promise<string | null> {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD)
    return `A password has at least ${SHORTEST_PASSWORD} characters: a few words together are easy to keep.`;
  if (length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  const core = coreOf(password);
  if (new Set(password.toLowerCase()).size < 5) return 'This password repeats too few characters.';
  if (isRun(password)) return 'This password is a row of neighbours: take one that nobody can continue.';
  if (core === '' || core === coreOf(userName) || core === 'overlane')
    return 'This password can be guessed from the name: take another one.';
  const breached = await breachedPasswords();
  const known = [password.toLowerCase(), core, doubled(core)].some((one) => breached.has(one));
  return known ? 'This password is on the list of those found in breaches: take another one.' : null;
}

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Of ASCII: what stands for a letter in another script, or is a picture, counts as a letter. */
const SIGNS = /[\s!-/:-@[-`{-~]/g;
const ENDS = /^[\d\s!-/:-@[-`{-~]+|[\d\s!-/:-@[-`{-~]+$/g;

/** In lower case, without figures and signs at its ends, and with letters where figures and signs stand for them. */
function coreOf(password: string): string {
  const bare = password.toLowerCase().replace(ENDS, '');
  return bare.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign).replace(SIGNS, '');
}

/** `abcabc` is `abc`. */
function doubled(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const part = text.slice(0, length);
    if (text.length % length === 0 && part.repeat(text.length / length) === text) return part;
  }
  return text;
}

/** `123456789012`, `abcdefghijkl`: each character is the one after, or before, the last. */
function isRun(password: string): boolean {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const neighbours = codes.slice(1).filter((code, i) => {
    const step = Math.abs(code - (codes[i] ?? 0));
    // From 9 on to 0.
    return step === 1 || step === 9;
  });
  return neighbours.length >= codes.length - 2;
}

let list: Promise<Set<string>> | null = null;

/** Read when it is asked for first: it is hundreds of kilobytes. */
function breachedPasswords(): Promise<Set<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'] as string[]),
  );
  return list;
}
