import { parseAddress } from '@/server/model/address';

/** `10.1.0.4, 2001:db8::4` → both, each in canonical form where it is an address. */
export function addressList(text: string): string[] {
  return splitList(text).map((item) => parseAddress(item)?.text ?? item);
}

/** Separated by commas, semicolons or white space. */
export function splitList(text: string): string[] {
  return text.split(/[\s,;]+/).filter((item) => item !== '');
}

/** A whole number as people type it, or NaN. */
export function wholeNumber(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}
