import type { Principal } from '../../auth/principal';
import type { Controller } from '../../controller/face';
import { getController } from '../../controller/slot';
import { fenceFor } from './fence-for';
import { NarrowController } from './narrow-controller';

/**
 * The controller as somebody may see and use it. Procedures have no other, so that none can forget whose tenants they
 * tell of: `.dependency-cruiser.cjs` keeps them from the slot.
 * @throws ControllerNotRunning
 */
export async function controllerFor(principal: Pick<Principal, 'tenants'>): Promise<Controller> {
  const controller = getController();
  const fence = await fenceFor(principal);
  return fence ? new NarrowController(controller, fence) : controller;
}
