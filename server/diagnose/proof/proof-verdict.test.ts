import { beforeAll, describe, expect, it } from 'vitest';
import { healthy, sceneOf } from './fixtures/scene';
import { type ProofPlan, proofPlan, type Shot } from './proof-plan';
import { type ProofEvidence, proofVerdict, type Sighting } from './proof-verdict';

let plan: ProofPlan;
beforeAll(async () => {
  plan = proofPlan(await sceneOf(), 0);
});

const shotOf = (label: string, kind: Shot['kind'] = 'broadcast'): Shot => {
  const shot = plan.shots.find((one) => one.seat.label === label && one.kind === kind);
  if (!shot) throw new Error(`${label} sends no ${kind}`);
  return shot;
};
const seen = (shot: Shot, place: Partial<Sighting>): Sighting => ({
  shot,
  hostId: 'hostnode01',
  namespace: null,
  device: 'aapl-veth0',
  direction: 'Out',
  ...place,
});
const judged = (change: (evidence: ProofEvidence) => Partial<ProofEvidence>) => {
  const evidence = healthy(plan);
  return proofVerdict(plan, { ...evidence, ...change(evidence) });
};
const and = (...more: Sighting[]) => judged(({ sightings }) => ({ sightings: [...sightings, ...more] }));

describe('what marked packets prove', () => {
  it('apart: none was seen at another, and each control was', () => {
    const proof = judged(() => ({}));
    expect(proof).toMatchObject({
      verdict: 'apart',
      contacts: [],
      doubts: [],
      pairs: { apart: 2, touching: 0, unproven: 0 },
    });
    expect(proof.tenants.map(({ control }) => control)).toEqual(['fellow', 'fellow']);
  });

  it('touching: a mark on the wire of another tenant, with the devices of nobody that it passed', () => {
    const leak = shotOf('microsoft@node01');
    const { verdict, contacts, pairs, tenants } = and(
      seen(leak, { device: 'leak0' }),
      seen(leak, { device: 'aapl-br', direction: 'B' }),
      seen(leak, { namespace: 'apple', device: 'aapl-veth1', direction: 'B' }),
    );
    expect(verdict).toBe('touching');
    expect(contacts.map(({ sentence }) => sentence)).toEqual([
      "microsoft@node01 reaches apple on node01: its frames were seen at aapl-br and aapl-veth1 in apple, past leak0, which is nobody's",
    ]);
    expect(pairs).toEqual({ apart: 1, touching: 1, unproven: 0 });
    expect(tenants.map(({ state }) => state)).toEqual(['touching', 'touching']);
  });

  it('touching the host: what it takes for itself, and what is on its own network', () => {
    const toHost = shotOf('microsoft@node01', 'host');
    expect(and(seen(toHost, { device: 'msft-br', direction: 'In' })).contacts).toMatchObject([
      {
        toTenantId: null,
        sentence: 'microsoft@node01 reaches the host node01 itself: its frames were seen at msft-br',
      },
    ]);
    expect(and(seen(toHost, { device: 'eth1', direction: 'Out' })).verdict).toBe('touching');
    // For somebody else: it only passed by.
    expect(and(seen(toHost, { device: 'msft-veth0', direction: 'P' })).verdict).toBe('apart');
    // A bridge hands every broadcast to its host, which answers none.
    expect(and(seen(shotOf('microsoft@node01'), { device: 'msft-br', direction: 'B' })).verdict).toBe(
      'apart',
    );
  });

  it('unproven: a device of nobody took a mark where nobody looked', () => {
    const { verdict, doubts } = and(seen(shotOf('microsoft@node01'), { device: 'tap0' }));
    expect(verdict).toBe('unproven');
    expect(doubts).toEqual([
      "frames of microsoft@node01 passed tap0 on node01, which is nobody's: what is behind it was not watched",
    ]);
  });

  it.each<[string, (evidence: ProofEvidence) => Partial<ProofEvidence>, RegExp]>([
    [
      'no control came',
      ({ sightings }) => ({
        sightings: sightings.filter(({ shot, hostId }) => shot.seat.hostId === hostId),
      }),
      /^nothing that microsoft@node02 sent came to microsoft@node01/,
    ],
    [
      'what was sent was not seen to leave',
      ({ sightings }) => ({
        sightings: sightings.filter(
          ({ shot, device }) => shot.seat.label !== 'apple@node01' || device !== 'aapl-veth0',
        ),
      }),
      /^what apple@node01 sent on aapl-veth1 was not seen at aapl-veth0/,
    ],
    [
      'ping could not send',
      () => ({ failed: new Map([[shotOf('apple@node02'), 'Operation not permitted']]) }),
      /^apple@node02 sent nothing on aapl-veth1: Operation not permitted/,
    ],
    [
      'a witness ended early',
      ({ witnesses }) => ({
        witnesses: witnesses.map((one) =>
          one.hostId === 'hostnode02' && one.namespace === null ? { ...one, why: 'tcpdump ended' } : one,
        ),
      }),
      /^what passes on node02 was not watched all the time: tcpdump ended/,
    ],
    [
      'a witness inside ended early',
      ({ witnesses }) => ({
        witnesses: witnesses.map((one) =>
          one.namespace === 'apple' ? { ...one, why: 'tcpdump ended' } : one,
        ),
      }),
      /^what comes to apple@node0\d was not watched all the time: tcpdump ended/,
    ],
    ['time was up', () => ({ cut: 'after 110 s it was ended' }), /^after 110 s/],
  ])('unproven, never apart: %s', (_what, change, says) => {
    const { verdict, doubts, contacts } = judged(change);
    expect({ verdict, contacts }).toEqual({ verdict: 'unproven', contacts: [] });
    expect(
      doubts.some((doubt) => says.test(doubt)),
      doubts.join('\n'),
    ).toBe(true);
  });

  it('unproven where nothing was seen at all', () => {
    expect(judged(() => ({ sightings: [] }))).toMatchObject({
      verdict: 'unproven',
      pairs: { apart: 0, touching: 0, unproven: 2 },
    });
    expect(judged(() => ({ sightings: [], witnesses: [] })).verdict).toBe('unproven');
  });
});
