// What a statement says of an instance: the statement language, compiled to JavaScript functions; `exact.js` comes first.
//
// A function on a finite sort is the array of its values; a term comes as the JSON that the page has.
"use strict";

(() => {
  const { Costly, Faulty, Fraction, add, arithmetic, fraction, negative, over, related, relations, zero } =
    globalThis.toymodelsExact;
  const MOST_STEPS = 3_000_000;
  const MOST_FUNCTIONS = 4096;

  const applied = (fn, arg) => {
    if (typeof fn === "function") return fn(arg);
    const place = Number(arg);
    if (!(place >= 0 && place < fn.length)) throw new Faulty(`${arg} is not below ${fn.length}`);
    return fn[place];
  };

  // A text that two values share only if they are equal; closures have a number each.
  const keys = new WeakMap();
  let closures = 0;

  const keyOf = (value) => {
    if (typeof value !== "object" && typeof value !== "function") return `${value}`;
    if (value instanceof Fraction) return `${value.top}/${value.bottom}`;
    if (!keys.has(value)) keys.set(value, typeof value === "function" ? `f${closures++}` : `[${value.map(keyOf).join()}]`);
    return keys.get(value);
  };

  // All values of a finite sort, where `bound` evaluates bounds.
  const elements = (sort, bound) => {
    if (sort === "B" || sort === "P") return [false, true];
    if (sort[0] === "F") return Array.from({ length: count(bound(sort[1])) }, (_, place) => BigInt(place));
    if (sort[0] === "E") return Array.from({ length: sort[1] }, (_, place) => BigInt(place));
    if (sort[0] !== "→") throw new Faulty("a quantifier over infinitely many values");
    const [places, values] = [elements(sort[1], bound), elements(sort[2], bound)];
    if (values.length ** places.length > MOST_FUNCTIONS) throw new Costly("a quantifier over too many functions");
    let functions = [[]];
    for (const _ of places) functions = functions.flatMap((start) => values.map((value) => [...start, value]));
    return functions;
  };

  const count = (size) => {
    if (size > BigInt(MOST_STEPS)) throw new Costly(`an index that runs to ${size}`);
    return Number(size);
  };

  // Compiles terms to functions of a frame: an array with the values of the variables in scope.
  class Evaluator {
    constructor(definitions) {
      this.definitions = definitions;
      this.compiled = new Map();
      this.start();
    }

    // Forgets what was computed, and may take as many steps again.
    start() {
      this.known = new Map();
      this.steps = 0;
    }

    step() {
      this.steps += 1;
      if (this.steps > MOST_STEPS) throw new Costly("more steps than a page should take");
    }

    // What a term is worth, given values by name.
    value(term, values) {
      const names = Object.keys(values);
      try {
        return this.compile(term, names)(names.map((name) => values[name]));
      } catch (error) {
        if (error instanceof RangeError) throw new Costly("a definition that calls itself too often");
        throw error;
      }
    }

    compile(term, scope) {
      if (typeof term === "boolean") return () => term;
      if (typeof term === "string") {
        const slot = scope.lastIndexOf(term);
        if (slot < 0) throw new Faulty(`${term} has no value`);
        return (frame) => frame[slot];
      }
      const [head, ...rest] = term;
      if (forms[head]) return forms[head](this, rest, scope);
      const [letter, left, right] = rest;
      const op = arithmetic[letter][head];
      const [x, y] = [this.compile(left, scope), this.compile(right, scope)];
      return (frame) => op(x(frame), y(frame));
    }

    // The values of a finite sort, as a function of the frame.
    domain(sort, scope) {
      return (frame) => elements(sort, (bound) => this.compile(bound, scope)(frame));
    }

    call(name, values) {
      const key = `${name}(${values.map(keyOf).join(";")})`;
      if (!this.known.has(key)) {
        this.step();
        if (!this.compiled.has(name)) {
          if (!Object.hasOwn(this.definitions, name)) throw new Faulty(`the definition ${name} is not here`);
          const [params, body] = this.definitions[name];
          this.compiled.set(name, this.compile(body, params));
        }
        this.known.set(key, this.compiled.get(name)(values));
      }
      return this.known.get(key);
    }
  }

  const binary = (combine) => (evaluator, [left, right], scope) => {
    const [x, y] = [evaluator.compile(left, scope), evaluator.compile(right, scope)];
    return (frame) => combine(x, y, frame);
  };

  const unary = (change) => (evaluator, [arg], scope) => {
    const x = evaluator.compile(arg, scope);
    return (frame) => change(x(frame));
  };

  const relation = (sign) => binary((x, y, frame) => related(sign, x(frame), y(frame)));

  // A term under a variable, evaluated at each of the variable's values: `fold` makes one of an iterator's results.
  const binder = (fold) => (evaluator, [name, sort, body, letter], scope) => {
    const domain = evaluator.domain(sort, scope);
    const inner = evaluator.compile(body, [...scope, name]);
    const slot = scope.length;
    return (frame) =>
      fold(domain(frame), letter, (value) => {
        evaluator.step();
        frame[slot] = value;
        return inner(frame);
      });
  };

  const table = binder((values, _, at) => values.map(at));

  const lambda = (evaluator, [name, sort, body], scope) => {
    if (sort === "B" || sort[0] === "F" || sort[0] === "E") return table(evaluator, [name, sort, body], scope);
    const inner = evaluator.compile(body, [...scope, name]);
    return (frame) => {
      const saved = frame.slice(0, scope.length);
      return (value) => inner([...saved, value]);
    };
  };

  const caseOf = (evaluator, [scrutinee, none, name, some], scope) => {
    const number = evaluator.compile(scrutinee, scope);
    const [first, second] = [evaluator.compile(none, scope), evaluator.compile(some, [...scope, name])];
    const slot = scope.length;
    return (frame) => {
      const n = number(frame);
      if (n === 0n) return first(frame);
      frame[slot] = n - 1n;
      return second(frame);
    };
  };

  const choice = (evaluator, terms, scope) => {
    const [condition, yes, no] = terms.map((term) => evaluator.compile(term, scope));
    return (frame) => (condition(frame) ? yes(frame) : no(frame));
  };

  const call = (evaluator, [name, ...args], scope) => {
    const values = args.map((arg) => evaluator.compile(arg, scope));
    return (frame) => evaluator.call(name, values.map((value) => value(frame)));
  };

  const element = (n, bound) => {
    if (n >= bound) throw new Faulty(`${n} is not below ${bound}`);
    return n;
  };

  const forms = {
    q: (_, [value]) => ((number) => () => number)(fraction(BigInt(value))),
    n: (_, [value]) => ((number) => () => number)(BigInt(value)),
    neg: (evaluator, [letter, arg], scope) => unary((x) => (letter === "Q" ? negative(x) : -x))(evaluator, [arg], scope),
    inv: unary((x) => over(fraction(1n), x)),
    cast: unary((n) => fraction(n)),
    nat: unary((n) => (n < 0n ? 0n : n)),
    fin: binary((n, bound, frame) => element(n(frame), bound(frame))),
    "=": relation("="),
    "≠": relation("≠"),
    "≤": relation("≤"),
    "<": relation("<"),
    "∧": binary((x, y, frame) => x(frame) && y(frame)),
    "∨": binary((x, y, frame) => x(frame) || y(frame)),
    "→": binary((x, y, frame) => !x(frame) || y(frame)),
    "↔": binary((x, y, frame) => x(frame) === y(frame)),
    "¬": unary((x) => !x),
    if: choice,
    case: caseOf,
    "@": binary((fn, arg, frame) => applied(fn(frame), arg(frame))),
    call,
    "λ": lambda,
    "∀": binder((values, _, at) => values.every(at)),
    "∃": binder((values, _, at) => values.some(at)),
    "Σ": binder((values, letter, at) =>
      letter === "Q"
        ? values.reduce((total, value) => add(total, at(value)), zero)
        : values.reduce((total, value) => total + at(value), 0n),
    ),
  };

  // The comparisons that a conclusion makes below ∀, ∧ and the right of →, where their left is true; at most so many.
  function* comparisons(evaluator, prop, values, place = []) {
    const [head, first, second, body] = Array.isArray(prop) ? prop : [];
    if (head === "∀" && (second === "B" || second[0] === "F" || second[0] === "E")) {
      for (const value of elements(second, (bound) => evaluator.value(bound, values))) {
        yield* comparisons(evaluator, body, { ...values, [first]: value }, [...place, [first, value]]);
      }
    } else if (head === "∧") {
      yield* comparisons(evaluator, first, values, place);
      yield* comparisons(evaluator, second, values, place);
    } else if (head === "→") {
      if (evaluator.value(first, values)) yield* comparisons(evaluator, second, values, place);
    } else if (head in relations || head === "↔") {
      const [left, right] = [evaluator.value(first, values), evaluator.value(second, values)];
      yield { place, left, sign: head, right, holds: evaluator.value(prop, values) };
    }
  }

  // What a statement says of an instance. `{hypotheses: [[name, holds]], conclusion, comparisons}`.
  const judged = (evaluator, statement, values) => {
    evaluator.start();
    return {
      hypotheses: statement.hypotheses.map(([name, prop]) => [name, evaluator.value(prop, values)]),
      conclusion: evaluator.value(statement.conclusion, values),
      comparisons: [...comparisons(evaluator, statement.conclusion, values)],
    };
  };

  globalThis.toymodelsEvaluator = { Evaluator, elements, judged };
})();
