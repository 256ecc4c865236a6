/**
 * The import table of ARCHITECTURE.md. `npm run check` enforces it, and server/launch/import-table.test.ts has seen it fail.
 *
 * `may`: what a module may import of ours besides itself. `types`: what it may import as types only.
 * Tests may import anything.
 */
const pure = ['server/compile', 'server/plan', 'server/status', 'server/diagnose'];
/** What was read is data that every pure stage may be given. */
const pureTypes = [
  ...pure,
  'server/drift',
  'server/adopt',
  'server/live',
  'server/observe/observed.ts',
  'server/observe/capabilities.ts',
];
/** The public face of the controller, the slot in which it is found, and what its verbs take. */
const face = [
  'server/controller/face.ts',
  'server/controller/slot.ts',
  'server/probe/ping-event.ts',
  'server/probe/capture-event.ts',
  'server/probe/sweep-event.ts',
  'server/probe/matrix-event.ts',
  'server/probe/mtu-event.ts',
  'server/probe/trace-event.ts',
  'server/probe/proof-event.ts',
  'server/probe/matrix-result.ts',
];

const table = {
  'server/model': { may: [] },
  ...Object.fromEntries(pure.map((stage) => [stage, { may: ['server/model'], types: pureTypes }])),
  // A path is walked by what differs on it.
  'server/diagnose': { may: ['server/model', 'server/status'], types: pureTypes },
  // What differs is worked out once, for status and drift alike.
  'server/drift': { may: ['server/model', 'server/status'], types: pureTypes },
  'server/adopt': { may: ['server/model'], types: pureTypes },
  'server/live': { may: ['server/model'], types: pureTypes },
  // Of everything that is told, what is of somebody's tenants.
  'server/narrow': {
    may: ['server/model', 'server/live', 'server/status', 'server/diagnose'],
    types: [...pureTypes, ...face],
  },
  'server/observe/parse': { may: ['server/model'], types: ['server/observe'] },
  // Counters go by the keys that patches know them by.
  'server/observe': { may: ['server/model', 'server/ssh', 'server/live'] },
  'server/push': { may: ['server/model', 'server/ssh'], types: ['server/plan'] },
  'server/probe': { may: ['server/model', 'server/ssh'], types: ['server/live', 'server/diagnose'] },
  'server/intent': { may: ['server/model', 'server/db'] },
  'server/journal': { may: ['server/model', 'server/db'], types: pureTypes },
  'server/captures': { may: ['server/model', 'server/db'], types: ['server/probe/capture-event.ts'] },
  'server/backup': { may: ['server/model', 'server/db'] },
  'server/ssh': { may: ['server/model'] },
  'server/db': { may: ['server/model'] },
  'server/auth': { may: ['server/model', 'server/db'] },
  'server/keys': { may: ['server/model', 'server/ssh', 'server/db', 'server/auth/private-file.ts'] },
  'server/controller': {
    may: [
      'server/model',
      'server/intent',
      'server/compile',
      'server/plan',
      'server/push',
      'server/observe',
      'server/status',
      'server/diagnose',
      'server/drift',
      'server/adopt',
      'server/live',
      'server/journal',
      'server/probe',
      'server/ssh',
      'server/keys',
      'server/db',
    ],
  },
  'server/api': {
    may: [
      'server/model',
      'server/intent',
      'server/journal',
      ...pure,
      'server/drift',
      'server/adopt',
      'server/live',
      'server/narrow',
      'server/auth',
      'server/captures',
      ...face,
    ],
  },
  // Of the API's clients, what browser and command line have in common.
  'server/client': { may: ['server/live'] },
  'server/cli': {
    may: ['server/model', 'server/live', 'server/client', 'server/backup', 'lab'],
    types: ['server/api', ...pureTypes, ...face],
  },
  'server/launch': { may: ['lab'] },
  'components/ui': { may: [] },
  // The page keeps its picture by the same patches as the controller makes.
  components: {
    may: ['server/model', 'server/live', 'server/client'],
    types: ['server/api', ...pureTypes, ...face],
  },
  app: { may: ['components', 'server/api', 'server/auth'] },
  lab: { may: [] },
};

/** Npm packages and parts of Node that only these modules may import. */
const holders = [
  { what: 'ssh2?/|node-ssh/', by: ['server/ssh'] },
  { what: '@prisma/|@libsql/', by: ['server/db', 'server/auth'] },
  { what: '@simplewebauthn/', by: ['server/auth', 'components'] },
  { what: 'better-auth/', by: ['server/auth', 'components', 'app'] },
];

const ours = '^(server|components|app|lab|e2e|bench)/|^instrumentation[.]ts$';
/** And what only tests read. */
const tests =
  '[.](test|spec|testing)[.](tsx?|mjs)$|/fixtures/|^server/plan/cases/|/recorded[.]ts$|/test-product[.]ts$';
const literal = (path) => path.replaceAll('.', '[.]');
const within = (modules) => modules.map((module) => `^${literal(module)}(/|$)`);

const importRules = Object.entries(table).flatMap(([module, { may, types = [] }]) => {
  // components/ui and server/observe/parse are modules of their own within another.
  const inner = Object.keys(table).filter((other) => other.startsWith(`${module}/`));
  const from = { path: `^${module}/`, pathNot: [tests, ...within(inner)] };
  const reachable = inner.filter((name) => name !== 'server/observe/parse' || module === 'server/observe');
  return [
    {
      name: `${module}-imports`,
      severity: 'error',
      comment: `${module} may import: ${[...may, ...types.map((type) => `types of ${type}`)].join(', ') || 'nothing of ours'}`,
      from,
      to: { path: ours, pathNot: within([module, ...reachable, ...may, ...types]) },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `${module}-imports-types`,
            severity: 'error',
            comment: `${module} may import only types of ${types.join(', ')}`,
            from,
            to: { path: within(types), pathNot: within([module, ...may]), dependencyTypesNot: ['type-only'] },
          },
        ]),
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...importRules,
    ...holders.map(({ what, by }) => ({
      name: `only-${by[0].replace('server/', '')}-has-${what.split('/')[0].replace(/\W/g, '')}`,
      severity: 'error',
      from: { path: ours, pathNot: [tests, ...within(by)] },
      to: { path: `(^|/)node_modules/(${what})` },
    })),
    {
      name: 'pure-stages',
      severity: 'error',
      comment: 'pure: safe in a browser, and the same answer every time',
      from: {
        path: '^server/(model|compile|plan|status|diagnose|drift|adopt|live|narrow|observe/parse)/',
        pathNot: tests,
      },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/(zod|ipaddr[.]js|yaml)/' },
    },
    {
      name: 'procedures-see-by-rights',
      severity: 'error',
      comment: 'a procedure has the fabric as its caller may see it: server/api/narrowed',
      from: { path: '^server/api/procedures/', pathNot: tests },
      to: {
        path: '^server/(controller/slot|intent/(load|history|inverse)|journal/status-history)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'primitives-know-nothing',
      severity: 'error',
      comment: 'components/ui knows nothing of tRPC, queries or the router',
      from: { path: '^components/ui/', pathNot: tests },
      to: { path: 'node_modules/(@trpc|@tanstack/react-query|next/(navigation|router|link))' },
    },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: ours, pathNot: [tests, '^(e2e|bench)/'] },
      to: { path: `${tests}|^(e2e|bench)/` },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^server/db/generated/|^[.]next/' },
    // Imports of types count, although nothing of them is left when the code runs.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
