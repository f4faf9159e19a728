// What a family of vectors measures, exactly: floats with an error bound say which pairs may be extreme, fractions decide
// among these. `exact.js` and `tensors.js` come first.
"use strict";

(() => {
  const { compared, fraction } = globalThis.toymodelsExact;
  const { Unread } = globalThis.toymodelsTensors;
  const MOST_PRODUCTS = 4e9;
  const MOST_EXACT = 2e7;
  const PAUSE = 40;

  // The rows of a table of numbers, or its columns, with their places; those that are zero are left out.
  const vectors = (values, [rows, columns], across) => {
    const [number, length] = across ? [columns, rows] : [rows, columns];
    const entry = across ? (i, a) => values[a * columns + i] : (i, a) => values[i * columns + a];
    const all = Array.from({ length: number }, (_, i) => Float64Array.from({ length }, (_, a) => entry(i, a)));
    return all.flatMap((entries, place) => (entries.some((x) => x !== 0) ? [{ place, entries }] : []));
  };

  // Refuses what is not finite, and names the first such place.
  const finite = (name, values, [, columns]) => {
    const bad = values.findIndex((x) => !Number.isFinite(x));
    if (bad < 0) return;
    const number = values.reduce((sum, x) => sum + !Number.isFinite(x), 0);
    const others = number === 1 ? "the only entry that is not finite" : `the first of ${number} entries that are not finite`;
    throw new Unread(`${name}[${Math.floor(bad / columns)}, ${bad % columns}] is ${values[bad]}, ${others}`);
  };

  // The same direction with entries of about one, by a power of two, so that no product is too large or too small.
  const scaled = (vector) => {
    const most = vector.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    const exponent = Math.floor(Math.log2(most));
    const [first, second] = [2 ** -Math.trunc(exponent / 2), 2 ** -(exponent - Math.trunc(exponent / 2))];
    return vector.map((x) => x * first * second);
  };

  const word = new DataView(new ArrayBuffer(8));

  // A number of JavaScript as `[integer, exponent]`: the integer times a power of two.
  const dyadic = (x) => {
    word.setFloat64(0, x);
    const bits = word.getBigUint64(0);
    const exponent = Number((bits >> 52n) & 2047n);
    const mantissa = (bits & 0xfffffffffffffn) | (exponent ? 0x10000000000000n : 0n);
    return [bits >> 63n ? -mantissa : mantissa, Math.max(exponent, 1) - 1075];
  };

  // A vector as integers times one power of two.
  const integers = (vector) => {
    const parts = Array.from(vector, dyadic);
    const lowest = Math.min(...parts.filter(([n]) => n).map(([, exponent]) => exponent));
    return [parts.map(([n, exponent]) => (n ? n << BigInt(exponent - lowest) : 0n)), lowest];
  };

  const dot = (v, w) => v.reduce((sum, x, a) => sum + x * w[a], 0n);
  const twoTo = (exponent) => (exponent < 0 ? fraction(1n, 1n << BigInt(-exponent)) : fraction(1n << BigInt(exponent)));

  const product = (v, w) => {
    let sum = 0;
    for (let a = 0; a < v.length; a += 1) sum += v[a] * w[a];
    return sum;
  };

  const rest = () => new Promise((resolve) => setTimeout(resolve));

  // The pairs whose cosine may be the largest in absolute value, floats being as near as `margin`.
  const candidates = async (units, margin) => {
    let [best, found, clock] = [0, [], Date.now()];
    for (let i = 0; i < units.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const cosine = Math.abs(product(units[i], units[j]));
        if (cosine < best - 2 * margin) continue;
        best = Math.max(best, cosine);
        found.push([cosine, i, j]);
      }
      if (found.length > 1e5) found = found.filter(([cosine]) => cosine >= best - 2 * margin);
      if (Date.now() - clock > PAUSE) {
        await rest();
        clock = Date.now();
      }
    }
    return found.filter(([cosine]) => cosine >= best - 2 * margin);
  };

  // The largest squared cosine of two different vectors, with their places; null for a single vector.
  const largestCosine = async (all) => {
    const length = all[0].entries.length;
    if ((all.length * all.length * length) / 2 > MOST_PRODUCTS) {
      throw new Unread(`${all.length} vectors with ${length} entries are too many for a page; use the command line`);
    }
    const units = all.map(({ entries }) => {
      const near = scaled(entries);
      const norm = Math.sqrt(product(near, near));
      return near.map((x) => x / norm);
    });
    const pairs = await candidates(units, (length + 16) * 2 ** -50);
    if (pairs.length * length > MOST_EXACT) {
      throw new Unread("too many pairs are nearly the closest to compare them exactly in a page; use the command line");
    }
    const exact = new Map();
    const whole = (i) => exact.get(i) ?? exact.set(i, integers(all[i].entries)[0]).get(i);
    let best = null;
    for (const [, i, j] of pairs) {
      const [v, w] = [whole(i), whole(j)];
      const square = fraction(dot(v, w) ** 2n, dot(v, v) * dot(w, w));
      if (!best || compared(square, best.square) > 0) best = { square, pair: [all[j].place, all[i].place] };
    }
    return best;
  };

  // The squared length of the shortest and of the longest vector.
  const lengths = (all) => {
    const squares = all.map(({ entries }) => {
      const [whole, exponent] = integers(entries);
      const { top, bottom } = twoTo(2 * exponent);
      return fraction(dot(whole, whole) * top, bottom);
    });
    const ordered = squares.reduce(
      ([low, high], x) => [compared(x, low) < 0 ? x : low, compared(x, high) > 0 ? x : high],
      [squares[0], squares[0]],
    );
    return { shortest: ordered[0], longest: ordered[1] };
  };

  // `{vectors, dimensions, zero, shortest, longest, closest}`: numbers of vectors that are not zero and of their entries, of
  // those that are, squared lengths, and the largest squared cosine with its pair.
  const measured = async (name, values, shape, across) => {
    if (shape.length !== 2) throw new Unread(`${name} has ${shape.length} axes; two are needed, one of them the vectors`);
    finite(name, values, shape);
    const all = vectors(values, shape, across);
    if (!all.length) throw new Unread(`${name} has no vector that is not zero`);
    const zero = (across ? shape[1] : shape[0]) - all.length;
    return { vectors: all.length, dimensions: all[0].entries.length, zero, ...lengths(all), closest: await largestCosine(all) };
  };

  // The least decimal with so many places of which the square is no less.
  const rootAbove = (square, places) => {
    const scale = 10n ** BigInt(places);
    const target = (square.top * scale * scale + square.bottom - 1n) / square.bottom;
    let [low, high] = [-1n, scale * (square.top / square.bottom + 2n)];
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle * middle >= target) high = middle;
      else low = middle;
    }
    return fraction(high, scale);
  };

  globalThis.toymodelsGeometry = { measured, rootAbove };
})();
