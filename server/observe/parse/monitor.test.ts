import { describe, expect, it } from 'vitest';
import { tellsOfChange } from './monitor';

/** Lines of `ip monitor link address route nsid neigh all-nsid`, from iproute2 5.10 and 6.15. */
describe('a line of ip monitor', () => {
  it.each([
    '[nsid current]6: msft-br: <BROADCAST,MULTICAST,NOARP> mtu 1450 qdisc noqueue state DOWN group 7652 ',
    '[nsid 0]2: msft-veth1@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP group 7652 ',
    '[nsid 0]2: mgmt1    inet 10.5.5.5/24 scope global msft-veth1',
    '[nsid current]Deleted 2: mgmt1    inet6 2001:db8::4/64 scope global nodad ',
    '[nsid 0]local 10.5.5.5 dev mgmt1 table local proto kernel scope host src 10.5.5.5 ',
    '[nsid current]nsid 1 ',
    '[nsid current]10.10.10.60 dev msft-vxl-10 lladdr 00:00:00:00:00:00 NOARP PERMANENT',
    '[nsid current]Deleted 10.10.10.60 dev msft-vxl-10 lladdr 00:00:00:00:00:00 NOARP PERMANENT ',
    '[nsid current]Deleted 10.10.10.20 dev msft-vxl-10 lladdr 00:00:00:00:00:00 REACHABLE PERMANENT ',
    '[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:07 NOARP ',
    '[nsid 0]10.1.0.5 dev msft-veth1 lladdr 02:00:00:00:07:07 PERMANENT ',
  ])('tells of a change: %s', (line) => {
    expect(tellsOfChange(line)).toBe(true);
  });

  it.each([
    '',
    '[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE',
    '[nsid current]Deleted dev msft-veth0 lladdr 02:00:00:00:02:04 REACHABLE ',
    '[nsid current]10.10.10.20 dev msft-vxl-10 lladdr 02:00:00:00:07:09 REACHABLE ',
    '[nsid current]dev msft-vxl-10 lladdr 02:00:00:00:07:09 STALE ',
    '[nsid current]10.10.10.20 dev eth1  FAILED',
    '[nsid current]10.10.10.20 dev eth1 FAILED ',
    '[nsid 0]fe80::1 dev msft-veth1 lladdr 02:00:00:00:07:08 router STALE ',
    '[nsid 0]Deleted ff02::16 dev mgmt1 lladdr 33:33:00:00:00:16 NOARP ',
    '[nsid current]Deleted 224.0.0.22 dev msft-br lladdr 01:00:5e:00:00:16 NOARP',
  ])('tells of nothing that anybody did: %s', (line) => {
    expect(tellsOfChange(line)).toBe(false);
  });
});
