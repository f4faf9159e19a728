// Instances of a statement: their shapes, from JSON and as text in Lean and Python, simple and random ones.
// `exact.js` and `evaluator.js` come first.
"use strict";

(() => {
  const { Costly, Faulty, Fraction, add, fraction, negative, over, parsed, times } = globalThis.toymodelsExact;
  const { elements } = globalThis.toymodelsEvaluator;
  const MOST_ENTRIES = 400;

  // The sort's arguments, each with how many values it has, and the sort of its entries.
  const shapeOf = (evaluator, sort, values) => {
    const shape = [];
    const domains = [];
    while (sort[0] === "→") {
      shape.push(elements(sort[1], (bound) => evaluator.value(bound, values)).length);
      domains.push(sort[1]);
      sort = sort[2];
    }
    const below = sort[0] === "F" ? Number(evaluator.value(sort[1], values)) : sort[0] === "E" ? sort[1] : null;
    if (shape.reduce((product, size) => product * size, 1) > MOST_ENTRIES) {
      throw new Costly(`more than ${MOST_ENTRIES} entries`);
    }
    return { shape, domains, entry: sort, kind: sort[0] === "E" ? "F" : sort[0], below };
  };

  // A table of the given shape, `entry` taking the list of indices.
  const tableOf = (shape, entry, place = []) =>
    place.length === shape.length
      ? entry(place)
      : Array.from({ length: shape[place.length] }, (_, index) => tableOf(shape, entry, [...place, index]));

  const entryAt = (table, place) => place.reduce((part, index) => part?.[index], table);

  const nothing = { N: 0n, Z: 0n, F: 0n, B: false, P: false, Q: fraction(0n) };

  // Values for all variables in order, `choose` making one from a variable's name, its shape and the values before.
  // Null where an index has no value, as `Fin 0` has none.
  const built = (evaluator, statement, choose) => {
    const values = {};
    for (const [name, sort] of statement.variables) {
      const form = shapeOf(evaluator, sort, values);
      if (form.below === 0 && !form.shape.includes(0)) return null;
      values[name] = choose(name, form, values);
    }
    return values;
  };

  // The same values where they still fit, sizes being as `values` says: 0 for what is new, the last index for one too large.
  const fitted = (evaluator, statement, values) =>
    built(evaluator, statement, (name, { shape, kind, below }) =>
      tableOf(shape, (place) => {
        const found = entryAt(values[name], place);
        if (found === undefined || Array.isArray(found)) return nothing[kind];
        return below !== null && found >= BigInt(below) ? BigInt(below - 1) : found;
      }),
    );

  const scalar = (json, kind) => (kind === "Q" ? parsed(`${json}`) : typeof json === "boolean" ? json : BigInt(json));

  // An instance from the JSON of a record.
  const fromJson = (evaluator, statement, json) =>
    built(evaluator, statement, (name, { shape, kind }) => tableOf(shape, (place) => scalar(entryAt(json[name], place), kind)));

  const below = (most) => Math.floor(Math.random() * most);
  const one = (list) => list[below(list.length)];
  const small = () => fraction(BigInt(below(9) - 4), BigInt(one([1, 1, 2, 2, 3, 4])));
  const positive = () => fraction(BigInt(1 + below(4)), BigInt(one([1, 1, 2, 3])));
  const whole = (n) => fraction(BigInt(n));

  // A unit vector: coordinates of the plane turned into one another by rational rotations.
  const unit = (size) => {
    const vector = Array.from({ length: size }, () => whole(0));
    if (size) vector[0] = whole(one([1, 1, -1]));
    for (let k = 1; k < size; k += 1) turn(vector, below(k), k);
    return vector;
  };

  const turn = (vector, i, j) => {
    const t = one([whole(0), whole(1), fraction(1n, 2n), fraction(-1n, 2n), fraction(1n, 3n), fraction(2n, 3n)]);
    const scale = add(whole(1), times(t, t));
    const [c, s] = [over(add(whole(1), negative(times(t, t))), scale), over(add(t, t), scale)];
    const [x, y] = [vector[i], vector[j]];
    vector[i] = add(times(c, x), negative(times(s, y)));
    vector[j] = add(times(s, x), times(c, y));
  };

  const sum = (list) => list.reduce(add, whole(0));
  const shares = (size) => {
    const parts = Array.from({ length: size }, () => one([whole(0), positive()]));
    if (size && sum(parts).top === 0n) parts[0] = whole(1);
    return parts.map((part) => over(part, sum(parts)));
  };
  const axis = (size, at) => Array.from({ length: size }, (_, k) => whole(k === at ? 1 : 0));

  // Ways to draw a table of field elements: what hypotheses most often ask for.
  const rowKinds = [
    (size) => Array.from({ length: size }, small),
    (size) => Array.from({ length: size }, positive),
    (size) => Array.from({ length: size }, () => whole(below(2))),
    (size) => Array.from({ length: size }, () => whole(one([1, -1]))),
    (size) => Array.from({ length: size }, () => whole(0)),
    (size) => Array.from({ length: size }, () => whole(1)),
    (size) => Array.from({ length: size }, (_, k) => whole(k)),
    unit,
    shares,
    (size, at) => axis(size, at),
  ];

  const symmetric = (rows) => rows.map((row, i) => row.map((entry, j) => (j < i ? rows[j][i] : entry)));
  const turned = (size) => {
    const rows = Array.from({ length: size }, (_, at) => axis(size, at));
    for (let k = 0; k < size; k += 1) {
      const [i, j] = [below(size), below(size)];
      if (i !== j) for (const row of rows) turn(row, i, j);
    }
    return rows;
  };

  const fieldTable = (shape) => {
    if (!shape.length) return one([small, positive, positive, () => whole(one([0, 1, 1, 2]))])();
    const kind = one(rowKinds);
    if (shape.length === 1) return kind(shape[0], below(shape[0]));
    if (shape.length > 2) return Array.from({ length: shape[0] }, () => fieldTable(shape.slice(1)));
    const [rows, columns] = shape;
    if (rows === columns && below(3) === 0) return turned(rows);
    const table = Array.from({ length: rows }, (_, at) => kind(columns, at));
    return rows === columns && below(2) ? symmetric(table) : table;
  };

  const indexTable = ({ shape, kind, below: most }) => {
    const mode = below(4);
    const entry = (place) => {
      if (kind === "B" || kind === "P") return mode === 0 ? true : below(2) === 1;
      const limit = most ?? 4;
      if (mode === 0) return BigInt(Math.min(place.at(-1) ?? 0, limit - 1));
      if (mode === 1) return BigInt(place.reduce((total, index) => total + index, 0) % limit);
      const sign = kind === "Z" && below(2) ? -1n : 1n;
      return sign * BigInt(below(limit));
    };
    return tableOf(shape, entry);
  };

  const drawn = (evaluator, statement, sizes) =>
    built(evaluator, statement, (name, form) => {
      if (form.kind === "N" && !form.shape.length) return BigInt(sizes(name));
      return form.kind === "Q" ? fieldTable(form.shape) : indexTable(form);
    });

  // One that satisfies every hypothesis, if one is found in so many tries; else one that satisfies as many as were met.
  const random = (evaluator, statement, { tries = 400, milliseconds = 400, sizes = () => one([1, 2, 2, 2, 3, 3, 4]) } = {}) => {
    const until = Date.now() + milliseconds;
    let best = null;
    for (let k = 0; k < tries && (k < 3 || Date.now() < until); k += 1) {
      const values = attempt(evaluator, statement, sizes);
      if (!values) continue;
      evaluator.start();
      const failing = statement.hypotheses.filter(([, prop]) => !quietly(() => evaluator.value(prop, values))).length;
      if (!best || failing < best.failing) best = { values, failing };
      if (failing === 0) break;
    }
    return best;
  };

  const attempt = (evaluator, statement, sizes) => quietly(() => drawn(evaluator, statement, sizes));

  // A draw that makes no sense, or takes too long, is one among many.
  const quietly = (compute) => {
    try {
      return compute();
    } catch (error) {
      if (error instanceof Costly || error instanceof Faulty) return null;
      throw error;
    }
  };

  const leanSort = (kind, form) => ({ N: "Nat", Z: "Int", Q: "Rat", B: "Bool", P: "Prop" })[kind] ?? leanIndex(form.entry, form.below);
  const leanIndex = (sort, size) => (sort === "B" ? "Bool" : sort[0] === "E" ? sort[2] : `Fin ${size}`);
  const leanType = (form) =>
    [...form.domains.map((sort, k) => leanIndex(sort, form.shape[k])), leanSort(form.kind, form)].join(" → ");

  const leanScalar = (value, form) => {
    if (value instanceof Fraction) return value.bottom === 1n && value.top >= 0n ? `${value}` : `(${value})`;
    if (form.kind === "P") return value ? "True" : "False";
    if (form.entry[0] === "E") return form.entry[3][Number(value)];
    return typeof value === "bigint" && value < 0n ? `(${value})` : `${value}`;
  };

  const listed = (value, form) =>
    Array.isArray(value) ? `[${value.map((part) => listed(part, form)).join(", ")}]` : leanScalar(value, form);

  // A value as a Lean term at `Rat`: a table is looked up in nested lists.
  const leanTerm = (value, form) => {
    if (!form.shape.length) return `(${leanScalar(value, form)} : ${leanType(form)})`;
    const names = form.shape.map((_, k) => `i${k}`);
    if (form.shape.includes(0)) {
      const empty = form.shape.indexOf(0);
      return `(fun ${"_ ".repeat(empty)}i => i.elim0 : ${leanType(form)})`;
    }
    const stored = form.kind === "P" ? "Bool" : leanSort(form.kind, form);
    const shown = form.kind === "P" ? { ...form, kind: "B" } : form;
    let text = `(${listed(value, shown)} : ${names.reduce((type) => `List (${type})`, stored)})`;
    names.forEach((name, k) => {
      const place = form.domains[k] === "B" ? "toNat" : form.domains[k][0] === "E" ? "ctorIdx" : "val";
      const missing = k + 1 < names.length ? "[]" : leanScalar(entryAt(value, names.map(() => 0)), shown);
      text = `(${text}.getD ${name}.${place} ${missing})`;
    });
    return `(fun ${names.join(" ")} => ${text}${form.kind === "P" ? " = true" : ""} : ${leanType(form)})`;
  };

  // What Lean says of a theorem at an instance; variables that are not binders of the theorem are left to Lean.
  const leanText = (evaluator, statement, values) => {
    const given = statement.variables
      .filter(([name]) => statement.binders.includes(name))
      .map(([name, sort]) => `\n  (${name} := ${leanTerm(values[name], shapeOf(evaluator, sort, values))})`);
    return `#check ${statement.name}${given.join("")}\n`;
  };

  const pythonValue = (value) => {
    if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
    if (typeof value === "boolean") return value ? "True" : "False";
    return value instanceof Fraction ? `"${value}"` : `${value}`;
  };

  // The same question in Python.
  const pythonText = (statement, values) => {
    const entries = statement.variables.map(([name]) => `    "${name}": ${pythonValue(values[name])},\n`).join("");
    return `import toymodels\n\ntheorem = toymodels.load().theorem("${statement.name}")\nprint(theorem.evaluate({\n${entries}}))\n`;
  };

  globalThis.toymodelsInstances = { entryAt, fitted, fromJson, leanText, pythonText, random, shapeOf, tableOf };
})();
