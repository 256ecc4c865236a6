import type { BaseChain, Filter, FilterRule, Match } from './packet-filter';

const BUILT_IN = { input: 'INPUT', forward: 'FORWARD' } as const;

/** A comment may hold spaces, in quotes. */
const WORDS = /"(?:[^"\\]|\\.)*"|\S+/g;

/** What `iptables -S` prints, as the filter at one hook. null where the text has no such chain. */
export function parseIptables(text: string, hook: keyof typeof BUILT_IN): Filter | null {
  const chains = new Map<string, FilterRule[]>();
  const bases: BaseChain[] = [];
  for (const line of text.split('\n')) {
    const [command, chain, ...words] = line.match(WORDS) ?? [];
    if (!chain) continue;
    if (command === '-P' && chain === BUILT_IN[hook]) {
      bases.push({ chain, policy: words[0] === 'DROP' ? 'drop' : 'accept' });
    }
    if (command === '-P' || command === '-N') chains.set(chain, chains.get(chain) ?? []);
    if (command === '-A') chains.get(chain)?.push(toRule(words));
  }
  return bases.length > 0 ? { bases, chains } : null;
}

function toRule(words: string[]): FilterRule {
  const rule: FilterRule = { matches: [], verdict: { kind: 'none' } };
  let not = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const value = words[i + 1] ?? '';
    if (word === '!') {
      not = true;
      continue;
    }
    const [match, taken] = toMatch(word, value, not);
    not = false;
    if (match) rule.matches.push(match);
    if (word === '-j' || word === '-g') {
      rule.verdict = toVerdict(word, value);
      // What follows are the target's own options.
      break;
    }
    i += taken;
  }
  return rule;
}

/** The match that an option makes, and how many words belong to it. */
function toMatch(option: string, value: string, not: boolean): [Match | null, number] {
  switch (option) {
    // Names the extension whose options follow.
    case '-m':
      return [null, 1];
    case '-p':
      return [{ kind: 'protocol', names: [value], not }, 1];
    case '-i':
      return [{ kind: 'device', direction: 'in', names: [value], not }, 1];
    case '-o':
      return [{ kind: 'device', direction: 'out', names: [value], not }, 1];
    case '--dport':
    case '--dports': {
      const ranges = value.split(',').map(toRange);
      return [
        ranges.every((range) => range !== null) ? { kind: 'port', ranges, not } : { kind: 'unknown' },
        1,
      ];
    }
    case '--state':
    case '--ctstate':
      return [{ kind: 'state', names: value.toLowerCase().split(','), not }, 1];
    case '--physdev-is-bridged':
      return [{ kind: 'bridged', not }, 0];
    case '-j':
    case '-g':
      return [null, 1];
    case '--comment':
      return [null, 1];
    default:
      return [{ kind: 'unknown' }, 0];
  }
}

/** Targets that change or note something and let the packet go on. */
const PASSING = new Set([
  'LOG',
  'NFLOG',
  'MARK',
  'CONNMARK',
  'CT',
  'TCPMSS',
  'CHECKSUM',
  'CLASSIFY',
  'AUDIT',
]);

function toVerdict(option: string, target: string): FilterRule['verdict'] {
  if (option === '-g') return { kind: 'goto', chain: target };
  if (target === 'ACCEPT') return { kind: 'accept' };
  if (target === 'DROP' || target === 'REJECT') return { kind: 'drop' };
  if (target === 'RETURN') return { kind: 'return' };
  if (PASSING.has(target)) return { kind: 'none' };
  return { kind: 'jump', chain: target };
}

function toRange(text: string): [number, number] | null {
  const match = /^(\d+)(?::(\d+))?$/.exec(text);
  return match?.[1] ? [Number(match[1]), Number(match[2] ?? match[1])] : null;
}
