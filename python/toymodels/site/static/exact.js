// Exact arithmetic as the statement language has it: natural numbers, integers and indices are BigInts, elements of the
// field are fractions of these. `x / 0 = 0`, `n - m` stops at 0, integers divide with a remainder that is not negative.
"use strict";

(() => {
  const MOST_DIGITS = 4096n;

  // What cannot be computed while somebody waits, and what is not a value; the message is for the reader.
  class Costly extends Error {}
  class Faulty extends Error {}

  const abs = (n) => (n < 0n ? -n : n);

  const gcd = (a, b) => {
    a = abs(a);
    b = abs(b);
    while (b > 0n) {
      if (a <= 9007199254740991n && b <= 9007199254740991n) {
        let [x, y] = [Number(a), Number(b)];
        while (y > 0) [x, y] = [y, x % y];
        return BigInt(x);
      }
      [a, b] = [b, a % b];
    }
    return a;
  };

  // A fraction in lowest terms, the denominator positive.
  class Fraction {
    constructor(top, bottom) {
      this.top = top;
      this.bottom = bottom;
    }

    toString() {
      return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
    }

    // The nearest number of JavaScript, for drawing only.
    get near() {
      const [top, bottom] = [Number(this.top), Number(this.bottom)];
      if (Number.isFinite(top) && Number.isFinite(bottom)) return top / bottom;
      return Number((this.top * 1000000n) / this.bottom) / 1e6;
    }
  }

  const fraction = (top, bottom = 1n) => {
    if (bottom === 1n) return new Fraction(top, 1n);
    const common = bottom < 0n ? -gcd(top, bottom) : gcd(top, bottom);
    return new Fraction(top / common, bottom / common);
  };

  const zero = fraction(0n);

  const add = (x, y) =>
    x.bottom === y.bottom
      ? fraction(x.top + y.top, x.bottom)
      : fraction(x.top * y.bottom + y.top * x.bottom, x.bottom * y.bottom);
  const negative = (x) => new Fraction(-x.top, x.bottom);
  const times = (x, y) => fraction(x.top * y.top, x.bottom * y.bottom);
  const over = (x, y) => (y.top === 0n ? zero : fraction(x.top * y.bottom, x.bottom * y.top));

  const power = (base, exponent) => {
    const size = base instanceof Fraction ? [base.top, base.bottom] : [base];
    const digits = Math.max(...size.map((n) => abs(n).toString(16).length));
    if (size.some((n) => abs(n) > 1n) && exponent * BigInt(digits) > MOST_DIGITS) {
      throw new Costly(`a power with the exponent ${exponent} has too many digits`);
    }
    if (size.length === 1) return abs(base) <= 1n ? unitPower(base, exponent) : base ** exponent;
    return new Fraction(power(base.top, exponent), power(base.bottom, exponent));
  };

  const unitPower = (base, exponent) => {
    if (exponent === 0n || base === 1n) return 1n;
    return base === 0n || exponent % 2n === 0n ? abs(base) : base;
  };

  // "-3/4", "0.25" and "2" as fractions; null for any other text.
  const parsed = (text) => {
    const match = /^\s*([-−+]?)(\d+)(?:\.(\d*)|\s*\/\s*(\d+))?\s*$/.exec(text);
    if (!match) return null;
    const [, sign, whole, decimals, bottom] = match;
    if (bottom !== undefined && BigInt(bottom) === 0n) return null;
    const scale = 10n ** BigInt((decimals ?? "").length);
    const top = decimals === undefined ? BigInt(whole) : BigInt(whole + decimals);
    return fraction(sign === "-" || sign === "−" ? -top : top, bottom === undefined ? scale : BigInt(bottom));
  };

  // A negative number, zero or a positive one, as x is less than, equal to or more than y.
  const compared = (x, y) => {
    const difference = x instanceof Fraction ? x.top * y.bottom - y.top * x.bottom : BigInt(x) - BigInt(y);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };

  const isNumber = (x) => typeof x === "bigint" || typeof x === "boolean" || x instanceof Fraction;

  const relations = { "=": (c) => c === 0, "≠": (c) => c !== 0, "≤": (c) => c <= 0, "<": (c) => c < 0 };

  const related = (sign, x, y) => {
    if (!isNumber(x) || !isNumber(y)) throw new Faulty(`${sign} compares numbers only`);
    return relations[sign](compared(x, y));
  };

  const ofField = {
    "+": add,
    "-": (x, y) => add(x, negative(y)),
    "*": times,
    "/": over,
    "^": power,
    min: (x, y) => (compared(x, y) <= 0 ? x : y),
    max: (x, y) => (compared(x, y) >= 0 ? x : y),
  };

  const ofNaturals = {
    "+": (n, m) => n + m,
    "-": (n, m) => (n > m ? n - m : 0n),
    "*": (n, m) => n * m,
    "/": (n, m) => (m === 0n ? 0n : n / m),
    "%": (n, m) => (m === 0n ? n : n % m),
    "^": power,
    min: (n, m) => (n < m ? n : m),
    max: (n, m) => (n > m ? n : m),
    gcd,
    "&&&": (n, m) => n & m,
    "|||": (n, m) => n | m,
    "^^^": (n, m) => n ^ m,
  };

  const remainder = (n, m) => (m === 0n ? n : ((n % abs(m)) + abs(m)) % abs(m));

  const ofIntegers = {
    ...ofNaturals,
    "-": (n, m) => n - m,
    "/": (n, m) => (m === 0n ? 0n : (n - remainder(n, m)) / m),
    "%": remainder,
  };

  const arithmetic = { Q: ofField, N: ofNaturals, Z: ofIntegers };

  globalThis.toymodelsExact = { Costly, Faulty, Fraction, add, arithmetic, compared, fraction, negative, over, parsed, related, relations, times, zero };
})();
