import type { KeptKeys } from './identity';
import { type KeyPair, makeKeyPair } from './key-pair';

/** Keys that live as long as the test. */
export function keysInMemory(pairs: Record<string, KeyPair> = {}): KeptKeys {
  const kept = new Map(Object.entries(pairs));
  return {
    async privateKey(id) {
      const name = id ?? 'fabric';
      const pair = kept.get(name) ?? makeKeyPair('overlane');
      kept.set(name, pair);
      return pair.privateKey;
    },
  };
}
