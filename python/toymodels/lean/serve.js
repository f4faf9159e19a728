// Spliced into the embedded Lean's loader by patch.py, in place of its hard-wired mounts and its call of Lean's shell.
// One process elaborates many modules: a line of JSON on standard input asks for one. The answers are lines of JSON on
// standard output, all written here: {"said": line} for each line that Lean, or the module that it elaborates, prints,
// then, if it was asked for, {"noted": note} for each command (record.js), and at the end {"finished": status,
// "heap": MB, "resident": MB}. What a module prints is always inside the first, so no module can announce its own
// success. End of input ends the process.

function toymodelsSay(answer) {
  defaultPrint(JSON.stringify(answer));
}

// Lean writes compiled files in its main thread; a module's own code runs in others. So whatever asks for a change on
// behalf of another thread is refused, and a module cannot put other files in the place of what Lean makes of it.
function toymodelsMount() {
  out = (line) => toymodelsSay({ said: line });
  TTY.default_tty_ops.get_char = () => null; // the requests on standard input are not the module's to read
  const readOnly = 69; // EROFS
  const refuse = (owner) => {
    if (owner.mount.opts.readonly || PThread.currentProxiedOperationCallerThread) throw new FS.ErrnoError(readOnly);
  };
  for (const change of ["mknod", "rename", "unlink", "rmdir", "setattr"]) {
    const original = NODEFS.node_ops[change];
    NODEFS.node_ops[change] = (node, ...rest) => { refuse(node); return original(node, ...rest); };
  }
  NODEFS.node_ops.symlink = () => { throw new FS.ErrnoError(readOnly); };
  const open = NODEFS.stream_ops.open;
  NODEFS.stream_ops.open = (stream) => {
    const writes = 1 | 2 | 512; // O_WRONLY, O_RDWR, O_TRUNC
    if (stream.flags & writes) refuse(stream.node);
    return open(stream);
  };
  FS.mkdirTree("/lean/bin"); // where Lean believes that it is installed
  for (const { root, at, readonly } of JSON.parse(process.env.TOYMODELS_MOUNTS)) {
    FS.mkdirTree(at);
    FS.mount(NODEFS, { root, readonly }, at);
  }
  ENV["LEAN_PATH"] = process.env.LEAN_PATH;
}

function toymodelsCString(text) {
  const size = lengthBytesUTF8(text) + 1;
  const address = _malloc(size);
  stringToUTF8(text, address, size);
  return address;
}

// Lean ends a successful run with exit(): while a module is elaborated that becomes this exception.
class ToymodelsExit {
  constructor(status) { this.status = status; }
}

let toymodelsElaborating = false;

function toymodelsElaborate({ file, options }) {
  const shell = wasmExports;
  const settings = _malloc(4);
  const refused = _malloc(4);
  shell["_ZN4lean16mk_shell_optionsEv"](settings);
  for (const [letter, value] of options) {
    const text = value === null ? 0 : toymodelsCString(value);
    shell["_ZN4lean20process_shell_optionERNS_10object_refEiPKcRi"](settings, letter.charCodeAt(0), text, refused);
  }
  const argv = _malloc(4);
  (growMemViews(), HEAPU32)[argv >> 2] = toymodelsCString(file);
  const stack = stackSave();
  toymodelsElaborating = true;
  try {
    return shell["_ZN4lean14run_shell_mainEiPPcRKNS_10object_refE"](1, argv, settings);
  } catch (error) {
    if (!(error instanceof ToymodelsExit)) throw error;
    stackRestore(stack);
    return error.status;
  } finally {
    toymodelsElaborating = false;
  }
}

// The main thread leaves Lean's main function (by the loader's own "unwind") and serves from the event loop: only there
// are threads that have ended handed back, each with its 200,000 symbols, for the next module to use.
function toymodelsServe() {
  noExitRuntime = true;
  let pending = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (text) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop();
    for (const line of lines) toymodelsAnswer(JSON.parse(line));
  });
  process.stdin.on("end", () => process.exit(0));
  toymodelsAddLinter();
  toymodelsSay({ ready: true, code: toymodelsKnown >= 0 });
  throw "unwind";
}

function toymodelsAnswer(request) {
  const started = Date.now();
  toymodelsKeepNotes(request.record);
  const finished = toymodelsElaborate(request);
  for (const note of toymodelsKeepNotes(false)) defaultPrint(`{"noted": ${note}}`);
  toymodelsWorked += (Date.now() - started) / 1000;
  const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
  const heap = megabytes(wasmMemory.buffer.byteLength);
  const resident = megabytes(process.memoryUsage().rss);
  setImmediate(() => {
    toymodelsSay({ finished, heap, resident });
    toymodelsKeepCode();
  });
}

// The engine compiles what runs often, which takes seconds in each process anew. So what it has compiled of Lean is kept
// in a file beside Lean, after a process's first module and once more after a minute of work: a hash, how many seconds
// of work it knows, the code. The engine refuses code of another version, of other options or for another processor.

const toymodelsCode = process.env.TOYMODELS_CODE;
const toymodelsMoments = [0, 60];
const toymodelsHash = 32;
let toymodelsModule = null;
let toymodelsWorked = 0;
let toymodelsKnown = -1;

function toymodelsEngine(name, ...values) {
  const names = values.map((_, at) => `value${at}`);
  return new Function(...names, `return %${name}(${names})`)(...values); // can be read with --allow-natives-syntax only
}

function toymodelsDigest(bytes) {
  return require("crypto").createHash("sha256").update(bytes).digest();
}

function toymodelsKeptCode(binary) {
  try {
    const kept = require("fs").readFileSync(toymodelsCode);
    const rest = kept.subarray(toymodelsHash);
    if (!toymodelsDigest(rest).equals(kept.subarray(0, toymodelsHash))) return null;
    const module = toymodelsEngine("DeserializeWasmModule", new Uint8Array(rest.subarray(8)).buffer, binary);
    if (module) toymodelsKnown = rest.readDoubleLE(0);
    return module;
  } catch {
    return null;
  }
}

async function toymodelsInstantiate(binary, imports) {
  if (toymodelsCode) toymodelsModule = toymodelsKeptCode(binary);
  toymodelsModule ??= await WebAssembly.compile(binary);
  return { module: toymodelsModule, instance: await WebAssembly.instantiate(toymodelsModule, imports) };
}

function toymodelsKeepCode() {
  if (!toymodelsCode || !toymodelsMoments.some((moment) => toymodelsKnown < moment && moment <= toymodelsWorked)) return;
  toymodelsKnown = toymodelsWorked;
  const fs = require("fs");
  const unfinished = `${toymodelsCode}.new`;
  try {
    const worked = Buffer.alloc(8);
    worked.writeDoubleLE(toymodelsWorked);
    const rest = Buffer.concat([worked, Buffer.from(toymodelsEngine("SerializeWasmModule", toymodelsModule))]);
    fs.writeFileSync(unfinished, Buffer.concat([toymodelsDigest(rest), rest]));
    fs.renameSync(unfinished, toymodelsCode);
  } catch {
    try { fs.rmSync(unfinished, { force: true }); } catch {} // Lean works without it
  }
}

// In place of the loader's own. All exported functions must have their place in the table of functions, the same in all
// threads; but only a few hundred symbols are ever asked for by name from outside.

function toymodelsUpdateGOT(exports, replace) {
  getFunctionAddress(null); // makes the map from functions to places
  const missing = new Set();
  for (const name in exports) {
    const value = exports[name];
    if (typeof value == "function" && !functionsInTableMap.has(value) && !isInternalSym(name)) missing.add(value);
  }
  let place = missing.size ? wasmTable.grow(missing.size) : 0;
  for (const value of missing) {
    wasmTable.set(place, value);
    wasmTableMirror[place] = value;
    functionsInTableMap.set(value, place++);
  }
  toymodelsPlaceLinter();
  for (const name in GOT) {
    const value = exports[name];
    if (value === undefined || isInternalSym(name) || !(replace || GOT[name].value == -1)) continue;
    if (typeof value == "function") GOT[name].value = functionsInTableMap.get(value);
    else if (typeof value.value == "number") GOT[name].value = value;
  }
}

function toymodelsMerge(exports) {
  const main = exports["main"] ?? exports["__main_argc_argv"];
  if (main) wasmImports["main"] = wasmImports["__main_argc_argv"] = main;
}

function toymodelsLookUp(handle, symbol, symbolIndex) {
  const name = UTF8ToString(symbol);
  const library = LDSO.loadedLibsByHandle[handle];
  const own = library.exports[name];
  const found = own && !own.stub ? own : wasmExports[name];
  if (!found || found.stub) {
    dlSetError(`Tried to lookup unknown symbol "${name}" in dynamic lib: ${library.name}`);
    return 0;
  }
  if (typeof found != "function") return found;
  const place = getFunctionAddress(found);
  if (place) return place;
  (growMemViews(), HEAPU32)[symbolIndex >> 2] = Object.keys(library.exports).indexOf(name);
  return addFunction(found, found.sig);
}

