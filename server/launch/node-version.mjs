import { Failure } from './failure.mjs';

const NEEDED = [20, 19];

/** @throws Failure where this node is older than what the product's dependencies run on */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
    return;
  }
  throw new Failure(`Overlane needs Node ${NEEDED.join('.')} or newer, and this is Node ${version}.`, {
    next: 'install a newer Node (nodejs.org, or your version manager, for example `nvm install 22`), then start again.',
  });
}
