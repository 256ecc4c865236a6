import type { Controller } from './face';

/**
 * Next gives instrumentation and route handlers different instances of a module, so the running controller is
 * shared through one slot on globalThis.
 */
const slot = globalThis as typeof globalThis & { __overlaneController?: Controller };

export class ControllerNotRunning extends Error {
  constructor() {
    super('the controller has not started yet: try again in a moment');
    this.name = 'ControllerNotRunning';
  }
}

/** @throws ControllerNotRunning */
export function getController(): Controller {
  if (!slot.__overlaneController) throw new ControllerNotRunning();
  return slot.__overlaneController;
}

export function setController(controller: Controller): void {
  slot.__overlaneController = controller;
}
