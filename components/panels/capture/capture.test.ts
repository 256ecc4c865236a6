import { describe, expect, it } from 'vitest';
import { type Intent, intentSchema } from '@/server/model/intent';
import { VXLAN_PORTS } from '@/server/model/packet/dissect';
import { proposeEndpoint, proposeHost, proposeTenant } from '@/server/model/propose';
import { checkCapture, FIRST_FIELDS } from './capture-form';
import { capturePlaces, placeOfSelection } from './capture-places';
import { CapturedFrames } from './captured-frames';

const ECHO = '024f1e901105024f1e90110408004500001cabcd400040010000' + '0a0100040a010005' + '0800f7ff00030001';
const ANSWER = ECHO.replace('0800f7ff', '0000f7ff');
const batch = (number: number, ...frames: string[]) => ({
  number,
  at: frames.map(() => 1_700_000_000_000_000),
  length: frames.map((frame) => frame.length / 2),
  bytes: frames.map((frame) => Buffer.from(frame, 'hex').toString('base64')),
});

describe('what was captured', () => {
  it('is searched once, and then only what is new', () => {
    const frames = new CapturedFrames(VXLAN_PORTS);
    frames.add(batch(1, ECHO, ANSWER));
    expect(frames.search(' Echo REPLY ', 2).rows).toEqual([1]);
    frames.add(batch(3, ANSWER, ECHO, ANSWER));
    expect(frames.search('echo reply', 3).rows).toEqual([1, 2]);
    expect(frames.search('echo reply', 5).rows).toEqual([1, 2, 4]);
    expect(frames.search('10.1.0.4 > 10.1.0.5', 5).rows).toEqual([0, 1, 2, 3, 4]);
    // A page that is paused looks at fewer again.
    expect(frames.search('10.1.0.4 > 10.1.0.5', 2).rows).toEqual([0, 1]);
  });

  it('is searched for a moment at a time, so that a page of thousands stays at hand', () => {
    const frames = new CapturedFrames(VXLAN_PORTS);
    frames.add(batch(1, ...Array(1000).fill(ECHO)));
    const first = frames.search('echo', 1000, 0);
    expect(first.searched).toBeLessThan(1000);
    expect(first.rows).toHaveLength(first.searched);
    let found = first;
    while (found.searched < 1000) found = frames.search('echo', 1000, 0);
    expect(found.rows).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('is dissected as it is looked at', () => {
    const frames = new CapturedFrames(VXLAN_PORTS);
    frames.add(batch(1, ECHO));
    expect(frames.row(0)).toMatchObject({ protocol: 'ICMP', info: 'Echo request, id 3, seq 1' });
    expect(frames.row(7)).toMatchObject({ line: '' });
  });
});

describe('a page that holds the latest frames of a long capture', () => {
  const small = () => new CapturedFrames(VXLAN_PORTS, { frames: 2000, bytes: 1e9 });
  const fill = (frames: CapturedFrames, from: number, count: number, hold = false) => {
    for (let number = from; number < from + count; number += 100)
      frames.add(batch(number, ...Array(50).fill([ECHO, ANSWER]).flat()), hold);
  };

  it('lets old ones go, and each keeps its place and its number', () => {
    const frames = small();
    fill(frames, 1, 10_000);
    expect(frames).toMatchObject({ captured: 10_000, skipped: 0, end: 10_000 });
    expect(frames.end - frames.first).toBeGreaterThanOrEqual(2000);
    expect(frames.end - frames.first).toBeLessThan(3000);
    expect(frames.at(frames.first - 1)).toBeUndefined();
    expect(frames.at(9_000)?.number).toBe(9_001);
    expect(frames.row(9_001).info).toMatch(/^Echo reply/);
  });

  it('lets them go by their bytes, too', () => {
    const frames = new CapturedFrames(VXLAN_PORTS, { frames: 1e6, bytes: 1500 * (ECHO.length / 2) });
    fill(frames, 1, 10_000);
    expect(frames.end - frames.first).toBeLessThanOrEqual(1600);
  });

  it('is told of fewer where they came too fast, and knows how many', () => {
    const frames = small();
    fill(frames, 1, 100);
    fill(frames, 301, 100);
    expect(frames).toMatchObject({ captured: 400, skipped: 200, end: 200 });
    expect(frames.at(100)?.number).toBe(301);
  });

  it('finds what is here while others go', () => {
    const frames = small();
    fill(frames, 1, 1500);
    expect(frames.search('reply', frames.end).rows).toHaveLength(750);
    fill(frames, 1501, 5000);
    const { rows } = frames.search('reply', frames.end);
    expect(rows).toHaveLength((frames.end - frames.first) / 2);
    expect(rows[0]).toBe(frames.first + 1);
    expect(rows.at(-1)).toBe(frames.end - 1);
  });

  it('holds what somebody looks at in a pause, and takes up with what comes after it', () => {
    const frames = small();
    fill(frames, 1, 1500);
    fill(frames, 1501, 5000, true);
    expect(frames).toMatchObject({ captured: 6500, first: 0, end: 2000, skipped: 4500 });
    fill(frames, 6501, 1000);
    expect(frames.at(frames.end - 1)?.number).toBe(7500);
  });
});

const host = {
  ...proposeHost({ name: 'node01', address: '198.18.0.1' }),
  underlay: { device: 'eth1', address: '10.10.10.10' },
};
const empty: Intent = intentSchema.parse({
  revision: 0,
  vxlan: { port: 8472 },
  drift: 'report',
  hosts: [host],
  tenants: [],
});
const tenant = proposeTenant(empty, { name: 'microsoft' });
const endpoint = proposeEndpoint(tenant, { hostId: host.id });
const intent = { ...empty, tenants: [{ ...tenant, endpoints: [endpoint] }] };
const networkId = tenant.networks[0]?.id ?? '';

it('every interface of a tenant on a host can be chosen, and what is selected on the canvas is one of them', () => {
  const places = capturePlaces(intent);
  expect(places.map(({ place }) => place.at)).toEqual([
    'endpoint',
    'host-end',
    'bridge',
    'vxlan',
    'underlay',
  ]);
  const on = { tenantId: tenant.id, networkId, hostId: host.id };
  const meant = (selection: Parameters<typeof placeOfSelection>[0]) =>
    placeOfSelection(selection, places)?.place.at;
  expect(meant({ kind: 'vxlan', ...on })).toBe('vxlan');
  expect(meant({ kind: 'veth', ...on, endpointId: endpoint.id })).toBe('endpoint');
  expect(meant({ kind: 'tunnel', tenantId: tenant.id, networkId, a: host.id, b: 'other' })).toBe('underlay');
  expect(meant({ kind: 'host', hostId: host.id })).toBeUndefined();
});

it('what cannot be captured is said beside its field', () => {
  expect(checkCapture(FIRST_FIELDS)).toEqual({});
  expect(
    Object.keys(
      checkCapture({ ...FIRST_FIELDS, address: '10.1.5', port: 'http', packets: '', seconds: '601' }),
    ).sort(),
  ).toEqual(['address', 'packets', 'port', 'seconds']);
});
