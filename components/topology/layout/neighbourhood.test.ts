import { describe, expect, it } from 'vitest';
import { buildGraph } from '../graph/build';
import { emptyIntent, hostNo, inputOf, withTenant } from '../graph/fixtures/fabric';
import { neighbourhoodOf, orderOf } from './neighbourhood';

describe('arranging', () => {
  it('asks for nothing where all hosts carry the same', () => {
    const alike = withTenant(emptyIntent(8), 'microsoft', [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(neighbourhoodOf(buildGraph(inputOf(alike)))).toBeNull();
  });

  it('ties each host to the networks that are on it, once each', () => {
    const some = withTenant(withTenant(emptyIntent(3), 'microsoft', [1, 3]), 'apple', [3]);
    const question = neighbourhoodOf(buildGraph(inputOf(some)))?.question;
    expect(question?.children).toHaveLength(5);
    expect(question?.edges?.map(({ sources }) => sources[0])).toEqual([
      hostNo(1).id,
      hostNo(3).id,
      hostNo(3).id,
    ]);
  });

  it('takes hosts with the same networks, and networks on the same hosts, for one', () => {
    const some = withTenant(withTenant(emptyIntent(4), 'microsoft', [1, 3]), 'apple', [1, 3]);
    const { question, alike } = neighbourhoodOf(buildGraph(inputOf(some))) ?? {};
    expect(Object.fromEntries(alike ?? [])).toEqual({
      [hostNo(1).id]: [hostNo(1).id, hostNo(3).id],
      [hostNo(2).id]: [hostNo(2).id, hostNo(4).id],
    });
    expect(question?.children).toHaveLength(3);
    expect(question?.edges).toHaveLength(1);
  });

  it('reads rows from top to bottom, and each from left to right', () => {
    const near = new Map([
      ['low', { x: 0, y: 9 }],
      ['right', { x: 8, y: 1 }],
      ['left', { x: 2, y: 2 }],
    ]);
    expect(orderOf(near, 2)).toEqual(['left', 'right', 'low']);
  });
});
