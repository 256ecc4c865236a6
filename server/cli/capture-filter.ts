import { CAPTURE_DIRECTIONS, CAPTURE_PROTOCOLS, type CaptureFilter } from '../model/capture';
import { Failure } from './failure';

export type FilterOptions = { protocol: string; address?: string; port?: string; direction?: string };

export const isOneOf = <T extends string>(all: readonly T[], text: string): text is T =>
  all.some((one) => one === text);

/** @throws Failure that names the words there are */
export function filterOf({ protocol, direction = 'any', address, port }: FilterOptions): CaptureFilter {
  if (!isOneOf(CAPTURE_PROTOCOLS, protocol)) {
    throw new Failure('bad-capture', `--protocol is one of ${CAPTURE_PROTOCOLS.join(', ')}`);
  }
  if (!isOneOf(CAPTURE_DIRECTIONS, direction)) {
    throw new Failure('bad-capture', `--direction is one of ${CAPTURE_DIRECTIONS.join(', ')}`);
  }
  return { protocol, direction, address: address ?? null, port: port === undefined ? null : Number(port) };
}
