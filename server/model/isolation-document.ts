import { z } from 'zod';

const verdict = z.enum(['apart', 'touching', 'unproven']);
const text = z.string().max(4_000);
const count = z.number().int().min(0);
/** ISO 8601. */
const time = z.string().max(40);

/** What is signed, as it is read again when it is printed. */
export const isolationDocumentSchema = z.object({
  document: z.literal('Overlane isolation report'),
  format: z.literal(1),
  /** Part of every owner mark of this installation. */
  installation: text,
  revision: count,
  verdict,
  basis: text,
  signedOff: z.object({ by: text, remark: text, account: text, at: time }),
  hosts: z.array(z.object({ name: text, vtep: text.nullable() })),
  tenants: z.array(
    z.object({
      name: text,
      networks: z.array(z.object({ name: text, vni: count, subnets: z.array(text) })),
      endpoints: count,
    }),
  ),
  computed: z.object({
    verdict,
    at: time,
    shared: z.array(
      z.object({
        sentence: text,
        host: text,
        tenants: z.array(text),
        layer: z.number(),
        since: time,
        evidence: z.array(z.object({ host: text, fact: text, command: text })),
      }),
    ),
    sharedInAll: count,
    doubts: z.array(text),
    hosts: z.array(z.object({ name: text, knownUntil: time.nullable(), why: text.nullable() })),
    checked: z.object({
      tenants: count,
      networks: count,
      endpoints: count,
      devices: count,
      namespaces: count,
      vteps: count,
    }),
  }),
  proof: z
    .object({
      number: count,
      startedAt: time,
      endedAt: time,
      askedBy: text,
      revision: count,
      verdict,
      contacts: z.array(text),
      contactsInAll: count,
      doubts: z.array(text),
      doubtsInAll: count,
      hosts: z.array(z.object({ name: text, why: text.nullable(), insides: count })),
      tenants: z.array(
        z.object({
          name: text,
          endpoints: count,
          probed: count,
          control: z.enum(['fellow', 'own', 'failed']),
          state: verdict,
        }),
      ),
      pairs: z.object({ apart: count, touching: count, unproven: count }),
      counts: z.object({ endpoints: count, probed: count, insides: count, packets: count }),
    })
    .nullable(),
  method: z.object({ computed: z.array(text), packets: z.array(text) }),
  notPromised: z.array(text),
});

export type IsolationDocument = z.infer<typeof isolationDocumentSchema>;
