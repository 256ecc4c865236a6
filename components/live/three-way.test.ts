import { describe, expect, it } from 'vitest';
import type { Intent } from '@/server/model/intent';
import { type Operation, operate } from '@/server/model/operation';
import { proposeHost, proposeTenant } from '@/server/model/propose';
import { threeWay } from './three-way';

const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
const blank: Intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report', hosts: [host], tenants: [] };
const tenant = proposeTenant(blank, { name: 'microsoft' });
const intent: Intent = { ...blank, tenants: [tenant] };

function merged(mine: Operation[], theirs: Operation[]) {
  const there = operate(intent, theirs).intent;
  return threeWay(mine, operate(intent, mine).inverse, operate(there, mine).inverse);
}
const hostWith = (changes: object): Operation => ({ op: 'host.set', host: { ...host, ...changes } });

describe('what two people changed', () => {
  it('in different fields is merged, and both are told', () => {
    const { differences, merged: operations } = merged(
      [hostWith({ user: 'deploy' })],
      [hostWith({ port: 2222 })],
    );
    expect(operations).toEqual([hostWith({ user: 'deploy', port: 2222 })]);
    expect(differences).toEqual([
      { field: 'port', before: '22', theirs: '2222', mine: '22', contested: false },
      { field: 'user', before: 'root', theirs: 'root', mine: 'deploy', contested: false },
    ]);
  });

  it('in the same field is contested, and mine stands in what is merged', () => {
    const { differences, merged: operations } = merged(
      [hostWith({ port: 22022 })],
      [hostWith({ port: 2222 })],
    );
    expect(operations).toEqual([hostWith({ port: 22022 })]);
    expect(differences).toEqual([
      { field: 'port', before: '22', theirs: '2222', mine: '22022', contested: true },
    ]);
  });

  it('to the same value is no contest', () => {
    const { differences } = merged([hostWith({ port: 2222 })], [hostWith({ port: 2222 })]);
    expect(differences.map(({ contested }) => contested)).toEqual([false]);
  });

  it('where one removes what the other changes is told, and stays a removal', () => {
    const { networks: _n, endpoints: _e, ...bare } = tenant;
    const removal: Operation = { op: 'tenant.remove', tenantId: tenant.id };
    const { differences, merged: operations } = merged(
      [removal],
      [{ op: 'tenant.set', tenant: { ...bare, name: 'contoso' } }],
    );
    expect(operations).toEqual([removal]);
    expect(differences).toEqual([
      { field: 'name', before: 'microsoft', theirs: 'contoso', mine: null, contested: true },
    ]);
  });

  it('in several operations is matched with each, the last first on the way back', () => {
    const port: Operation = { op: 'fabric.set', vxlan: { port: 4789 } };
    const { merged: operations } = merged([hostWith({ user: 'deploy' }), port], [hostWith({ port: 2222 })]);
    expect(operations).toEqual([hostWith({ user: 'deploy', port: 2222 }), port]);
  });
});
