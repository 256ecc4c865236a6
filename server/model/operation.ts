import { z } from 'zod';
import {
  driftPolicySchema,
  endpointSchema,
  hostSchema,
  type Intent,
  networkSchema,
  type Tenant,
  tenantSchema,
  vxlanSettingsSchema,
} from './intent';

const id = z.string().max(32);

/**
 * One operation on intent. Objects are given whole, also on update: an operation says what shall be there, so
 * that it can be checked, shown and inverted without knowing what came before it.
 */
export const operationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('fabric.set'), vxlan: vxlanSettingsSchema }),
  z.strictObject({ op: z.literal('drift.set'), drift: driftPolicySchema }),
  z.strictObject({ op: z.literal('host.add'), host: hostSchema }),
  z.strictObject({ op: z.literal('host.set'), host: hostSchema }),
  z.strictObject({ op: z.literal('host.remove'), hostId: id }),
  z.strictObject({ op: z.literal('tenant.add'), tenant: tenantSchema }),
  z.strictObject({
    op: z.literal('tenant.set'),
    tenant: tenantSchema.omit({ networks: true, endpoints: true }),
  }),
  z.strictObject({ op: z.literal('tenant.remove'), tenantId: id }),
  z.strictObject({ op: z.literal('network.add'), tenantId: id, network: networkSchema }),
  z.strictObject({ op: z.literal('network.set'), tenantId: id, network: networkSchema }),
  z.strictObject({ op: z.literal('network.remove'), tenantId: id, networkId: id }),
  z.strictObject({ op: z.literal('endpoint.add'), tenantId: id, endpoint: endpointSchema }),
  z.strictObject({ op: z.literal('endpoint.set'), tenantId: id, endpoint: endpointSchema }),
  z.strictObject({ op: z.literal('endpoint.remove'), tenantId: id, endpointId: id }),
]);

export const operationsSchema = z.array(operationSchema).min(1).max(5000);

export type Operation = z.infer<typeof operationSchema>;

/** An operation names something that is not there, or adds what is. */
export class OperationMisfit extends Error {
  readonly index: number;
  constructor(index: number, sentence: string) {
    super(sentence);
    this.name = 'OperationMisfit';
    this.index = index;
  }
}

/**
 * Intent after the operations, and the operations that lead back. The revision stays: committing raises it.
 * @throws OperationMisfit
 */
export function operate(
  intent: Intent,
  operations: readonly Operation[],
): { intent: Intent; inverse: Operation[] } {
  const inverse: Operation[] = [];
  let current = intent;
  for (const [index, operation] of operations.entries()) {
    const step = operateOnce(current, operation, (sentence) => new OperationMisfit(index, sentence));
    current = step.intent;
    inverse.unshift(step.inverse);
  }
  return { intent: current, inverse };
}

type Misfit = (sentence: string) => OperationMisfit;

function operateOnce(
  intent: Intent,
  operation: Operation,
  misfit: Misfit,
): { intent: Intent; inverse: Operation } {
  switch (operation.op) {
    case 'fabric.set':
      return {
        intent: { ...intent, vxlan: operation.vxlan },
        inverse: { op: 'fabric.set', vxlan: intent.vxlan },
      };
    case 'drift.set':
      return {
        intent: { ...intent, drift: operation.drift },
        inverse: { op: 'drift.set', drift: intent.drift },
      };
    case 'host.add':
      return {
        intent: { ...intent, hosts: added(intent.hosts, operation.host, 'host', misfit) },
        inverse: { op: 'host.remove', hostId: operation.host.id },
      };
    case 'host.set': {
      const { list, before } = replaced(intent.hosts, operation.host, 'host', misfit);
      return { intent: { ...intent, hosts: list }, inverse: { op: 'host.set', host: before } };
    }
    case 'host.remove': {
      const { list, before } = removed(intent.hosts, operation.hostId, 'host', misfit);
      const held = intent.tenants.find((t) => t.endpoints.some((e) => e.hostId === before.id));
      if (held) throw misfit(`${before.name} still carries endpoints of ${held.name}: remove those first`);
      return { intent: { ...intent, hosts: list }, inverse: { op: 'host.add', host: before } };
    }
    case 'tenant.add':
      return {
        intent: { ...intent, tenants: added(intent.tenants, operation.tenant, 'tenant', misfit) },
        inverse: { op: 'tenant.remove', tenantId: operation.tenant.id },
      };
    case 'tenant.set': {
      const old = found(intent.tenants, operation.tenant.id, 'tenant', misfit);
      const next: Tenant = { ...operation.tenant, networks: old.networks, endpoints: old.endpoints };
      const { networks: _n, endpoints: _e, ...before } = old;
      return { intent: withTenant(intent, next), inverse: { op: 'tenant.set', tenant: before } };
    }
    case 'tenant.remove': {
      const { list, before } = removed(intent.tenants, operation.tenantId, 'tenant', misfit);
      return { intent: { ...intent, tenants: list }, inverse: { op: 'tenant.add', tenant: before } };
    }
    case 'network.add': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      return {
        intent: withTenant(intent, {
          ...tenant,
          networks: added(tenant.networks, operation.network, 'network', misfit),
        }),
        inverse: { op: 'network.remove', tenantId: tenant.id, networkId: operation.network.id },
      };
    }
    case 'network.set': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      const { list, before } = replaced(tenant.networks, operation.network, 'network', misfit);
      return {
        intent: withTenant(intent, { ...tenant, networks: list }),
        inverse: { op: 'network.set', tenantId: tenant.id, network: before },
      };
    }
    case 'network.remove': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      const { list, before } = removed(tenant.networks, operation.networkId, 'network', misfit);
      const user = tenant.endpoints.find((e) => e.interfaces.some((i) => i.networkId === before.id));
      if (user)
        throw misfit(
          `network ${before.name} of ${tenant.name} still has endpoints (${user.namespace}): remove those first`,
        );
      return {
        intent: withTenant(intent, { ...tenant, networks: list }),
        inverse: { op: 'network.add', tenantId: tenant.id, network: before },
      };
    }
    case 'endpoint.add': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      return {
        intent: withTenant(intent, {
          ...tenant,
          endpoints: added(tenant.endpoints, operation.endpoint, 'endpoint', misfit),
        }),
        inverse: { op: 'endpoint.remove', tenantId: tenant.id, endpointId: operation.endpoint.id },
      };
    }
    case 'endpoint.set': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      const { list, before } = replaced(tenant.endpoints, operation.endpoint, 'endpoint', misfit);
      return {
        intent: withTenant(intent, { ...tenant, endpoints: list }),
        inverse: { op: 'endpoint.set', tenantId: tenant.id, endpoint: before },
      };
    }
    case 'endpoint.remove': {
      const tenant = found(intent.tenants, operation.tenantId, 'tenant', misfit);
      const { list, before } = removed(tenant.endpoints, operation.endpointId, 'endpoint', misfit);
      return {
        intent: withTenant(intent, { ...tenant, endpoints: list }),
        inverse: { op: 'endpoint.add', tenantId: tenant.id, endpoint: before },
      };
    }
  }
}

function withTenant(intent: Intent, tenant: Tenant): Intent {
  return { ...intent, tenants: intent.tenants.map((t) => (t.id === tenant.id ? tenant : t)) };
}

function found<T extends { id: string }>(
  list: readonly T[],
  wanted: string,
  noun: string,
  misfit: Misfit,
): T {
  const item = list.find((candidate) => candidate.id === wanted);
  if (!item) throw misfit(`there is no ${noun} with id ${wanted}: somebody may have removed it`);
  return item;
}

function added<T extends { id: string }>(list: readonly T[], item: T, noun: string, misfit: Misfit): T[] {
  if (list.some((candidate) => candidate.id === item.id))
    throw misfit(`a ${noun} with id ${item.id} is there already`);
  return [...list, item];
}

function replaced<T extends { id: string }>(list: readonly T[], item: T, noun: string, misfit: Misfit) {
  const before = found(list, item.id, noun, misfit);
  return { list: list.map((candidate) => (candidate.id === item.id ? item : candidate)), before };
}

function removed<T extends { id: string }>(list: readonly T[], wanted: string, noun: string, misfit: Misfit) {
  const before = found(list, wanted, noun, misfit);
  return { list: list.filter((candidate) => candidate.id !== wanted), before };
}
