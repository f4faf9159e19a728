// What a statement about numbers allows for one of them, the others being given: the twin of `extremes.py`.
// `exact.js` and `evaluator.js` come first.
"use strict";

(() => {
  const { Costly, Faulty, Fraction, add, arithmetic, compared, fraction, over, times } = globalThis.toymodelsExact;
  const HALVINGS = 24;
  const FINEST = 40;
  const FURTHER = 3;

  const power = arithmetic.Q["^"];
  const wholePower = arithmetic.N["^"];

  // Where the unknown is tried first: 0 and powers of two, from below 1 for an element of the field, up to 2 ** reach.
  function* places(sort, reach) {
    yield sort === "N" ? 0n : fraction(0n);
    if (sort !== "N") for (let k = FINEST; k > 0; k -= 1) yield fraction(1n, 1n << BigInt(k));
    for (let k = 0; k <= reach; k += 1) yield sort === "N" ? 1n << BigInt(k) : fraction(1n << BigInt(k));
  }

  const raised = (value, exponent) =>
    value instanceof Fraction ? power(value, BigInt(exponent)) : wholePower(value, BigInt(exponent));

  // What is said of one value of the unknown: "allowed", "forbidden", or "outside", where a hypothesis fails.
  const judge = (evaluator, theorem, given, unknown, exponent) => (value) => {
    const values = { ...given, [unknown]: raised(value, exponent) };
    const known = ([, , names]) => names.every((name) => name in values);
    evaluator.start();
    if (!theorem.hypotheses.filter(known).every(([, prop]) => evaluator.value(prop, values))) return "outside";
    return evaluator.value(theorem.conclusion, values) ? "allowed" : "forbidden";
  };

  // The first two neighbouring places of which different things are said, and what is said of the lower one; else what is
  // said of all, and "mixed" where it changes back soon. Beyond what is forbidden, what is outside is allowed.
  const change = (judged, sort, reach) => {
    let before = null;
    let found = null;
    let after = 0;
    for (const place of places(sort, reach)) {
      let said;
      try {
        said = judged(place);
      } catch (error) {
        if (error instanceof Costly && before !== null) break;
        throw error;
      }
      if (said === "outside") {
        if (found || before?.said !== "forbidden") continue;
        said = "allowed";
      }
      if (found) {
        if (said === found.first) return { kind: "mixed" };
        after += 1;
        if (after === FURTHER) return found;
      } else if (before !== null && said !== before.said) {
        found = { kind: "change", low: before.place, high: place, first: before.said };
      } else before = { place, said };
    }
    return found ?? { kind: before === null ? "outside" : before.said === "allowed" ? "free" : "none" };
  };

  // Whether a hypothesis fails at a place; no where that cannot be computed.
  const isOutside = (judged, place) => {
    try {
      return judged(place) === "outside";
    } catch (error) {
      if (error instanceof Costly) return false;
      throw error;
    }
  };

  const floor = (x) => (x.top - (((x.top % x.bottom) + x.bottom) % x.bottom)) / x.bottom;

  // The fraction with the least denominator from `low` to `high`, both not negative.
  const simplest = (low, high) => {
    const whole = floor(low);
    if (compared(fraction(whole), low) === 0) return low;
    if (whole < floor(high)) return fraction(whole + 1n);
    const rest = (x) => over(fraction(1n), add(x, fraction(-whole)));
    return add(fraction(whole), over(fraction(1n), simplest(rest(high), rest(low))));
  };

  const halfway = (low, high) => times(add(low, high), fraction(1n, 2n));

  // The neighbouring whole numbers, or close fractions, between which what is said changes; "outside" counts as allowed.
  const narrowed = (judged, { low, high, first }) => {
    const stays = (value) => (judged(value) === "forbidden") === (first === "forbidden");
    if (low instanceof Fraction) {
      for (let k = 0; k < HALVINGS; k += 1) {
        const middle = halfway(low, high);
        [low, high] = stays(middle) ? [middle, high] : [low, middle];
      }
      return [low, high];
    }
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      [low, high] = stays(middle) ? [middle, high] : [low, middle];
    }
    return [low, high];
  };

  // Whether both sides of the conclusion are the same where the unknown is `value`.
  const balanced = (evaluator, theorem, given, unknown, exponent, value) => {
    const values = { ...given, [unknown]: raised(value, exponent) };
    const [, left, right] = theorem.conclusion;
    evaluator.start();
    return compared(evaluator.value(left, values), evaluator.value(right, values)) === 0;
  };

  // `{kind, value, exact, strict, conditional}`. The kind is "least" or "most" where the statement bounds the unknown; "free" where it
  // allows all that was tried, "none" where it allows nothing, "outside" where its hypotheses fail, "mixed" where it is none
  // of these. A value that is not exact is rounded so that the claim stays true; a bound is conditional if a hypothesis
  // fails far beyond it. `exponent`: the variable is this power of the unknown.
  const solved = (evaluator, theorem, given, unknown, exponent = 1) => {
    const judged = judge(evaluator, theorem, given, unknown, exponent);
    const [, sort] = theorem.variables.find(([name]) => name === unknown);
    const found = change(judged, sort, theorem.reach[unknown]);
    if (found.kind !== "change") return { kind: found.kind };
    const kind = found.first === "forbidden" ? "least" : "most";
    const ends = [...places(sort, theorem.reach[unknown])];
    const conditional = isOutside(judged, kind === "least" ? ends[0] : ends.at(-1));
    const [low, high] = narrowed(judged, found);
    if (!(low instanceof Fraction)) return { kind, value: kind === "least" ? high : low, exact: true, strict: false, conditional };
    const value = simplest(low, high);
    if (balanced(evaluator, theorem, given, unknown, exponent, value)) {
      return { kind, value, exact: true, strict: judged(value) !== "allowed", conditional };
    }
    return { kind, value: kind === "least" ? low : high, exact: false, strict: false, conditional };
  };

  // The hypotheses about these numbers that fail, by name.
  const failing = (evaluator, theorem, given) => {
    evaluator.start();
    return theorem.hypotheses
      .filter(([, prop, names]) => names.every((name) => name in given) && !evaluator.value(prop, given))
      .map(([name]) => name);
  };

  // A decimal of so many significant digits, rounded down or up; thousands of a whole number stand apart.
  const decimal = (value, digits, up) => {
    if (!(value instanceof Fraction) || value.bottom === 1n) return grouped(value instanceof Fraction ? value.top : value);
    if (value.top < 0n) return `−${decimal(fraction(-value.top, value.bottom), digits, !up)}`;
    let places = 0;
    let scaled = value;
    const least = 10n ** BigInt(digits - 1);
    while (compared(scaled, fraction(least)) < 0) [scaled, places] = [times(scaled, fraction(10n)), places + 1];
    const whole = floor(scaled);
    const rounded = up && compared(fraction(whole), scaled) < 0 ? whole + 1n : whole;
    return pointed(rounded, places);
  };

  const pointed = (number, places) => {
    const text = `${number}`.padStart(places + 1, "0");
    const [whole, part] = [text.slice(0, text.length - places), text.slice(text.length - places).replace(/0+$/, "")];
    return part ? `${grouped(BigInt(whole))}.${part}` : grouped(BigInt(whole));
  };

  const grouped = (number) => `${number}`.replace(/\B(?=(\d{3})+(?!\d))/g, ",").replace("-", "−");

  globalThis.toymodelsBounds = { Costly, Faulty, decimal, failing, simplest, solved };
})();
