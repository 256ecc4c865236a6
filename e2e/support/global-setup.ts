import { startStack } from './stack';

/**
 * One lab of two hosts and one product for the specs that need no stack of their own. They find it in the
 * environment: OVERLANE_E2E_URL, OVERLANE_E2E_SIGN_IN, OVERLANE_E2E_DATA, OVERLANE_E2E_LAB.
 */
export default async function globalSetup() {
  const stack = await startStack({ hosts: 2 });
  process.env.OVERLANE_E2E_URL = stack.url;
  process.env.OVERLANE_E2E_SIGN_IN = stack.signInLink ?? '';
  process.env.OVERLANE_E2E_DATA = stack.dataDir;
  process.env.OVERLANE_E2E_LAB = stack.labDir;
  return () => stack.stop();
}
