import type { ClientChannel } from 'ssh2';
import { RunnerError } from './runner';
import { NotDelivered } from './session';

/** @throws RunnerError `not-connected` where no channel came about: then nothing was delivered */
export async function opened(opening: Promise<ClientChannel>): Promise<ClientChannel> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof NotDelivered)) throw error;
    throw new RunnerError('not-connected', error.message, [], { cause: error });
  }
}
