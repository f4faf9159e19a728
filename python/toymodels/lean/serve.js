// Spliced into the embedded Lean's loader by patch.py, in place of its hard-wired mounts and its call of Lean's shell.
// One process elaborates many modules: a line of JSON on standard input asks for one, Lean's own JSON messages and then
// a line {"finished": status, "megabytes": memory} on standard output answer it. End of input ends the process.

function toymodelsMount() {
  const readOnly = 69; // EROFS
  const refuse = (owner) => { if (owner.mount.opts.readonly) throw new FS.ErrnoError(readOnly); };
  for (const change of ["mknod", "rename", "unlink", "rmdir", "symlink", "setattr"]) {
    const original = NODEFS.node_ops[change];
    NODEFS.node_ops[change] = (node, ...rest) => { refuse(node); return original(node, ...rest); };
  }
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

function toymodelsReadLine() {
  const byte = Buffer.alloc(1);
  const line = [];
  for (;;) {
    if (fs.readSync(0, byte, 0, 1) === 0) return null;
    if (byte[0] === 10) return Buffer.from(line).toString("utf8");
    line.push(byte[0]);
  }
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

function toymodelsServe() {
  defaultPrint(JSON.stringify({ ready: true }));
  for (let line = toymodelsReadLine(); line !== null; line = toymodelsReadLine()) {
    const finished = toymodelsElaborate(JSON.parse(line));
    defaultPrint(JSON.stringify({ finished, megabytes: wasmMemory.buffer.byteLength >> 20 }));
  }
  process.exit(0);
}

