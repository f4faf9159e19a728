// Spliced into the loader behind serve.js. While Lean elaborates a module, this notes the syntax of each command and
// the goals before and after each tactic. Lean calls it as one of its linters: after each command, when there are info
// trees with all that was done, and goes on with the state that it had before. So a module becomes what it becomes
// without us. The trees are read where they lie in Lean's memory, and Lean's own printer prints the goals.

const toymodelsBlocks = new Set([
  "Lean.Parser.Tactic.tacticSeq1Indented",
  "Lean.Parser.Tactic.tacticSeqBracketed",
  "Lean.Parser.Tactic.Conv.convSeq1Indented",
  "Lean.Parser.Tactic.Conv.convSeqBracketed",
]);

// Objects as Lean lays them out for 32 bits: a count of references, 2 bytes of size, a byte that counts the fields, a
// tag, the fields. What fits into a word, twice it plus one, stands in the place of an object.

const toymodelsClosure = 245;
const toymodelsScalar = (number) => (number << 1) | 1;
const toymodelsNothing = toymodelsScalar(0);

function toymodelsWord(address) {
  growMemViews();
  return HEAPU32[address >>> 2];
}

function toymodelsTag(object) {
  growMemViews();
  return object & 1 ? object >>> 1 : HEAPU8[object + 7];
}

function toymodelsField(object, index) {
  return toymodelsWord(object + 8 + 4 * index);
}

function toymodelsShared(object) {
  if (object & 1) return object;
  const count = toymodelsWord(object) | 0;
  if (count > 0) HEAP32[object >>> 2] = count + 1;
  else if (count < 0) Atomics.sub(HEAP32, object >>> 2, 1); // several threads have it, which count downwards
  return object;
}

function toymodelsDrop(object) {
  if (object & 1) return;
  const count = toymodelsWord(object) | 0;
  if (count > 1) HEAP32[object >>> 2] = count - 1;
  else if (count !== 0) wasmExports["lean_dec_ref_cold"](object);
}

function toymodelsObject(tag, fields, counted = fields.length) {
  const size = (8 + 4 * fields.length + 7) & ~7;
  const object = wasmExports["lean_alloc_object"](size) >>> 0;
  growMemViews();
  HEAPU32.fill(0, object >>> 2, (object + size) >>> 2);
  HEAP32[object >>> 2] = 1;
  HEAPU16[(object + 4) >>> 1] = size;
  HEAPU8[object + 6] = counted;
  HEAPU8[object + 7] = tag;
  HEAPU32.set(fields, (object + 8) >>> 2);
  return object;
}

function toymodelsElements(array) {
  const length = toymodelsField(array, 0);
  const start = (array + 16) >>> 2; // behind its length and its room
  return Array.from(HEAPU32.subarray(start, start + length));
}

function* toymodelsLeaves(node) {
  for (const child of toymodelsElements(toymodelsField(node, 0))) {
    if (toymodelsTag(node) === 0) yield* toymodelsLeaves(child);
    else yield child;
  }
}

function* toymodelsPersistent(array) {
  yield* toymodelsLeaves(toymodelsField(array, 0));
  yield* toymodelsElements(toymodelsField(array, 1));
}

function* toymodelsList(list) {
  for (; !(list & 1); list = toymodelsField(list, 1)) yield toymodelsField(list, 0);
}

function toymodelsText(string) {
  const size = toymodelsField(string, 0) - 1; // it ends with a zero
  const text = Buffer.from(HEAPU8.slice(string + 20, string + 20 + size)).toString("utf8");
  toymodelsDrop(string);
  return text;
}

// What is noted of one command. `syntax`: a node is [kind, ...children], a token [start, end] in bytes, and what stands
// nowhere in the source is 0. `steps`: each time that Lean ran a tactic of a block, where the tactic starts and ends,
// its kind, the goals before and the goals after it, by their places in the list `goals`.

class ToymodelsCommand {
  constructor(syntax) {
    this.kinds = new Map();
    this.tactics = new Set();
    this.steps = [];
    this.goals = new Map();
    this.printed = new Map();
    this.syntax = this.tree(syntax);
    this.findTactics(syntax);
  }

  told() {
    return JSON.stringify({ syntax: this.syntax, steps: this.steps, goals: [...this.goals.keys()] });
  }

  tree(syntax) {
    if (!this.isNode(syntax)) return this.place(syntax) ?? 0;
    return [this.kind(syntax), ...this.children(syntax).map((child) => this.tree(child))];
  }

  isNode(syntax) {
    return toymodelsTag(syntax) === 1; // 0 is missing, 2 an atom, 3 an identifier
  }

  children(syntax) {
    return toymodelsElements(toymodelsField(syntax, 2));
  }

  kind(syntax) {
    const name = toymodelsField(syntax, 1);
    if (!this.kinds.has(name)) {
      const text = wasmExports["l_Lean_Name_instToString___lam__0"](toymodelsShared(name));
      this.kinds.set(name, toymodelsText(text >>> 0));
    }
    return this.kinds.get(name);
  }

  // Where a token is written; a macro's own tokens are not.
  place(token) {
    if (toymodelsTag(token) === 0) return null;
    const information = toymodelsField(token, 0);
    if (toymodelsTag(information) !== 0) return null;
    return [toymodelsField(information, 1) >>> 1, toymodelsField(information, 3) >>> 1];
  }

  // The first token, or the last, that is not empty.
  token(syntax, last) {
    if (!this.isNode(syntax)) {
      const place = this.place(syntax);
      return place !== null && place[0] < place[1] ? place : null;
    }
    const children = this.children(syntax);
    for (const child of last ? children.reverse() : children) {
      const token = this.token(child, last);
      if (token !== null) return token;
    }
    return null;
  }

  step(syntax) {
    const first = this.isNode(syntax) ? this.token(syntax, false) : null;
    return first === null ? null : [first[0], this.token(syntax, true)[1], this.kind(syntax)];
  }

  findTactics(syntax) {
    if (!this.isNode(syntax)) return;
    const children = this.children(syntax);
    for (const list of toymodelsBlocks.has(this.kind(syntax)) ? children.filter((child) => this.isNode(child)) : []) {
      const tactics = this.children(list).filter((_, index) => index % 2 === 0); // separators stand between them
      for (const tactic of tactics) this.tactics.add(String(this.step(tactic)));
    }
    for (const child of children) this.findTactics(child);
  }

  // An info tree is one in a context, an info with those about what was done meanwhile, or a hole.
  walk(tree, context) {
    const tag = toymodelsTag(tree);
    if (tag === 0) {
      const given = toymodelsField(tree, 0);
      const whole = toymodelsTag(given) === 0; // else it is but the name of what is declared
      this.walk(toymodelsField(tree, 1), whole ? toymodelsField(given, 0) : context);
    } else if (tag === 1) {
      const info = toymodelsField(tree, 0);
      if (toymodelsTag(info) === 0) this.tactic(toymodelsField(info, 0), context);
      for (const child of toymodelsPersistent(toymodelsField(tree, 1))) this.walk(child, context);
    }
  }

  // The info on a tactic: its elaborator and syntax, then metavariables and goals before it and after it.
  tactic(tactic, context) {
    const step = this.step(toymodelsField(toymodelsField(tactic, 0), 1));
    if (step === null || !this.tactics.has(String(step))) return;
    const before = this.state(context, toymodelsField(tactic, 1), toymodelsField(tactic, 2));
    const after = this.state(context, toymodelsField(tactic, 3), toymodelsField(tactic, 4));
    this.steps.push([...step, before, after]);
  }

  state(context, metavariables, goals) {
    return Array.from(toymodelsList(goals), (goal) => this.goal(context, metavariables, goal));
  }

  goal(context, metavariables, goal) {
    const key = `${context} ${metavariables} ${goal}`;
    if (!this.printed.has(key)) {
      const text = toymodelsPrint(context, metavariables, goal);
      if (!this.goals.has(text)) this.goals.set(text, this.goals.size);
      this.printed.set(key, this.goals.get(text));
    }
    return this.printed.get(key);
  }
}

// A goal in the words of `trace_state`. A context has an environment, another one, the places of lines, metavariables,
// options, the namespace, what is open.
function toymodelsPrint(context, metavariables, goal) {
  const [environment, options, namespace, open] = [0, 4, 5, 6].map((index) => toymodelsField(context, index));
  const none = wasmExports["l_Lean_LocalContext_empty"]; // the goal has its own
  const variables = toymodelsWord(none.value ?? none);
  const fields = [environment, metavariables, variables, options, namespace, open];
  const printer = toymodelsObject(0, fields.map(toymodelsShared));
  const format = wasmExports["l_Lean_ppGoal___boxed"](printer, toymodelsShared(goal), toymodelsNothing);
  const [width, indent, column] = [120, 0, 0].map(toymodelsScalar);
  return toymodelsText(wasmExports["l_Std_Format_pretty___boxed"](format, width, indent, column) >>> 0);
}

// What the threads of Lean share of this: whether anything is to be noted, and where the newest note is. A note has the
// place of the one before it, its length, its text.

function toymodelsNoted(cells, text) {
  const bytes = Buffer.from(text);
  const note = wasmExports["malloc"](8 + bytes.length) >>> 0;
  if (note === 0) throw new RangeError("no memory is left");
  growMemViews();
  HEAPU32[(note + 4) >>> 2] = bytes.length;
  HEAPU8.set(bytes, note + 8);
  const newest = (cells + 4) >>> 2;
  do HEAPU32[note >>> 2] = HEAPU32[newest];
  while (Atomics.compareExchange(HEAPU32, newest, HEAPU32[note >>> 2], note) !== HEAPU32[note >>> 2]);
}

function toymodelsLinter(shared, syntax, context, state, world) {
  const cells = (shared >>> 1) << 3;
  if (Atomics.load((growMemViews(), HEAPU32), cells >>> 2)) toymodelsNote(cells, syntax, state);
  for (const object of [syntax, context, state]) toymodelsDrop(object);
  return toymodelsObject(0, [toymodelsNothing]); // done, and nothing to say
}

// The work of it does not count as the module's, which Lean stops when it has done too much.
function toymodelsNote(cells, syntax, state) {
  const stack = stackSave();
  const beats = wasmExports["lean_io_get_num_heartbeats"]();
  wasmExports["lean_io_set_heartbeats"](toymodelsNothing);
  try {
    const command = new ToymodelsCommand(syntax);
    const found = wasmExports["lean_st_ref_get"](state) >>> 0;
    const trees = toymodelsField(toymodelsField(found, 8), 2); // of the state of infos, the trees
    for (const tree of toymodelsPersistent(trees)) command.walk(tree, 0);
    toymodelsDrop(found);
    toymodelsNoted(cells, command.told());
  } catch (error) {
    stackRestore(stack);
    toymodelsNoted(cells, JSON.stringify({ failed: String(error) }));
  }
  wasmExports["lean_io_set_heartbeats"](beats);
}

let toymodelsPlace = 0;

// Each thread has a table of functions of its own, in which this one has the same place.
function toymodelsPlaceLinter() {
  if (toymodelsPlace) return;
  toymodelsPlace = wasmTable.grow(1);
  setWasmTableEntry(toymodelsPlace, convertJsFunctionToWasm(toymodelsLinter, "iiiiii"));
}

let toymodelsCells = 0;

// Lean calls a linter with four arguments; ours has one before them.
function toymodelsAddLinter() {
  toymodelsCells = _malloc(8);
  growMemViews();
  HEAPU32.fill(0, toymodelsCells >>> 2, (toymodelsCells >>> 2) + 2);
  const arity = 5 | (1 << 16); // and one of these is given
  const run = toymodelsObject(toymodelsClosure, [toymodelsPlace, arity, toymodelsScalar(toymodelsCells >>> 3)], 0);
  const name = toymodelsNothing;
  toymodelsDrop(wasmExports["l_Lean_Elab_Command_addLinter"](toymodelsObject(0, [run, name])) >>> 0);
}

// Has what is noted from now on kept, or not, and returns what was kept until now, the oldest first.
function toymodelsKeepNotes(wanted) {
  growMemViews();
  Atomics.store(HEAPU32, toymodelsCells >>> 2, wanted ? 1 : 0);
  const notes = [];
  let note = Atomics.exchange(HEAPU32, (toymodelsCells + 4) >>> 2, 0);
  while (note) {
    const text = HEAPU8.slice(note + 8, note + 8 + toymodelsWord(note + 4));
    notes.unshift(Buffer.from(text).toString("utf8"));
    const older = toymodelsWord(note);
    _free(note);
    note = older;
  }
  return notes;
}
