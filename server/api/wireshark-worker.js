/**
 * A worker of the page, served as it stands: Wireshark compiled to WebAssembly (GPL-2), one frame at a time. It is sent
 * { id, file, vxlanPorts } with a capture file of one frame, and answers { id, tree } or { id, error }.
 */

/** Of one frame; a malformed one may have fields without end. */
const MOST_FIELDS = 4_000;

/**
 * The glue of WebAssembly (Emscripten's embind) makes its functions by evaluating code, which is not allowed here. It
 * makes two kinds: one that only has a name, for people who debug it, and one that turns arguments into what WebAssembly
 * takes. Both are given here as they would be, without evaluating anything; all else is refused.
 */
const NAMING =
  /^return function [\w$]+\(\) \{\s*"use strict";\s*return body\.apply\(this, arguments\);\s*\};\s*$/;
const INVOKER = ['throwBindingError', 'invoker', 'fn', 'runDestructors', 'retType', 'classParam'];

self.Function = new Proxy(self.Function, {
  construct(_, [parameter, code]) {
    if (parameter !== 'body' || !NAMING.test(code)) throw new EvalError('code is not evaluated here');
    return (body) =>
      function named(...given) {
        return body.apply(this, given);
      };
  },
  apply(_, __, words) {
    const names = words.slice(0, -1);
    if (INVOKER.some((name, i) => names[i] !== name)) throw new EvalError('code is not evaluated here');
    return invokerOf(names, words.at(-1));
  },
});

/** What embind's `craftInvokerFunction` would have had evaluated. */
function invokerOf(names, code) {
  const isMethod = code.includes('var thisWired = ');
  const hasStack = code.includes('var destructors = [];');
  const returns = code.includes('return ret;');
  return (...values) => {
    const [throwBindingError, invoke, target, runDestructors, returned, classType] = values;
    const types = values.filter((_, i) => /^argType\d+$/.test(names[i]));
    const ends = names.flatMap((name, i) => {
      const of = /^(?:thisWired|arg(\d+)Wired)_dtor$/.exec(name);
      if (!of) return [];
      return [{ at: of[1] === undefined ? 0 : Number(of[1]) + (isMethod ? 1 : 0), end: values[i] }];
    });
    return function invoker(...given) {
      if (given.length !== types.length) throwBindingError(`${types.length} arguments are expected`);
      const destructors = hasStack ? [] : null;
      const wired = types.map((type, i) => type.toWireType(destructors, given[i]));
      if (isMethod) wired.unshift(classType.toWireType(destructors, this));
      const answer = invoke(target, ...wired);
      if (hasStack) runDestructors(destructors);
      else for (const { at, end } of ends) end(wired[at]);
      return returns ? returned.fromWireType(answer) : undefined;
    };
  };
}

self.importScripts('/wireshark/wiregasm.js');

/** The server gives them as they lie in the package: compressed. */
async function unpacked(name, type) {
  const answer = await fetch(`/wireshark/${name}.gz`);
  if (!answer.ok) throw new Error(`${name} was not served (${answer.status})`);
  const plain = answer.body.pipeThrough(new DecompressionStream('gzip'));
  return new Response(plain, { headers: { 'content-type': type } });
}

async function load() {
  const data = await (await unpacked('wiregasm.data', 'application/octet-stream')).arrayBuffer();
  const library = await new Promise((resolve, reject) => {
    self
      .loadWiregasm({
        getPreloadedPackage: () => data,
        instantiateWasm(imports, done) {
          unpacked('wiregasm.wasm', 'application/wasm')
            .then((wasm) => WebAssembly.instantiateStreaming(wasm, imports))
            .then(({ instance, module }) => done(instance, module))
            .catch(reject);
          return {};
        },
        print() {},
        printErr() {},
        handleStatus() {},
      })
      .then(resolve, reject);
  });
  if (!library.init()) throw new Error('Wireshark does not start');
  return library;
}

const ready = load();

let ports = '';

async function dissected(file, vxlanPorts) {
  const library = await ready;
  if (vxlanPorts !== ports) {
    library.setPref('vxlan', 'udp.port', vxlanPorts);
    library.applyPreferences();
    ports = vxlanPorts;
  }
  const path = `${library.getUploadDirectory()}/frame.pcapng`;
  library.FS.writeFile(path, file);
  const session = new library.DissectSession(path);
  try {
    const loaded = session.load();
    if (loaded.code !== 0) throw new Error(loaded.error || 'Wireshark does not take the frame');
    const room = { left: MOST_FIELDS };
    return nodes(session.getFrame(1).tree, room);
  } finally {
    session.delete();
  }
}

function nodes(vector, room) {
  const all = [];
  for (let i = 0; i < vector.size() && room.left > 0; i++) {
    room.left -= 1;
    const { label, start, length, data_source_idx: source, tree } = vector.get(i);
    // Bytes of what was put together of several packets are none of the frame's.
    all.push({
      label,
      from: source === 0 ? start : 0,
      to: source === 0 ? start + length : 0,
      fields: nodes(tree, room),
    });
  }
  vector.delete();
  return all;
}

self.onmessage = ({ data: { id, file, vxlanPorts } }) => {
  dissected(file, vxlanPorts).then(
    (tree) => self.postMessage({ id, tree }),
    (error) => self.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
};
