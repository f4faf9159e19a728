// The calculator of bounds: what a reader enters, or drops as a file, and what the theorems say of what is left blank.
// `exact.js`, `evaluator.js`, `bounds.js`, `tensors.js` and `geometry.js` come first.
"use strict";

(() => {
  const { Fraction, compared, fraction, parsed } = globalThis.toymodelsExact;
  const { Evaluator } = globalThis.toymodelsEvaluator;
  const { Costly, Faulty, decimal, failing, solved } = globalThis.toymodelsBounds;
  const { Unread, tensors } = globalThis.toymodelsTensors;
  const { measured, rootAbove } = globalThis.toymodelsGeometry;
  const DIGITS = 4;
  const PLACES = 6;
  const LONGEST = 9;
  const RAISED = { 1: "", 2: "²", 3: "³", 4: "⁴" };

  const shown = ({ kind, value, exact }) => {
    if (!exact) return decimal(value, DIGITS, kind === "most");
    const whole = !(value instanceof Fraction) || value.bottom === 1n;
    if (whole || `${value}`.length > LONGEST) return decimal(value, DIGITS, kind === "most");
    return `${value}`;
  };

  class Calculator {
    constructor(section, list, { quantities, theorems, definitions }) {
      this.quantities = quantities;
      this.theorems = theorems;
      this.evaluator = new Evaluator(definitions);
      this.fields = [...section.querySelectorAll(".quantity-field input")];
      this.told = section.querySelector(".calculator-told");
      this.list = list;
      this.cards = [...list.querySelectorAll("[data-theorem]")];
      for (const field of this.fields) field.addEventListener("input", () => this.update());
      const drop = section.querySelector(".drop");
      if (drop) new Drop(drop, (found) => this.fill(found));
      this.update();
    }

    // The numbers that are entered, by symbol; a field that holds none is marked.
    entered() {
      const found = {};
      this.quantities.forEach(([symbol, sort], place) => {
        const field = this.fields[place];
        const value = this.read(field.value, sort);
        if (value === null) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
        if (value !== null && value !== undefined) found[symbol] = value;
      });
      return found;
    }

    // A number that is not negative; undefined where nothing is written, null where it is something else.
    read(text, sort) {
      if (!text.trim()) return undefined;
      const value = parsed(text.replace(/(\d),(?=\d{3}\b)/g, "$1"));
      if (value === null || value.top < 0n) return null;
      if (sort === "N") return value.bottom === 1n ? value.top : null;
      return value;
    }

    update() {
      const known = this.entered();
      const answers = this.theorems.map((theorem) => this.answer(theorem, known));
      answers.forEach(([rank, words], place) => {
        const card = this.cards[place];
        card.querySelector(".bound-told").textContent = words;
        card.className = ["bound-says", "bound-waits", "bound-silent"][rank];
      });
      const order = [0, 1, 2].flatMap((rank) => this.cards.filter((_, place) => answers[place][0] === rank));
      this.list.append(...order);
      const says = answers.filter(([rank]) => rank === 0).length;
      this.told.textContent = says
        ? `${says} of ${answers.length} bounds say something of these numbers; they come first.`
        : "Enter two numbers or more; a bound that has one number left blank says what it allows.";
    }

    // `[rank, words]`: 0 where the theorem says something, 1 where it needs more numbers, 2 where it does not.
    answer(theorem, known) {
      const needed = [...new Set(theorem.meanings.map(([, symbol]) => symbol))];
      const blank = needed.filter((symbol) => !(symbol in known));
      if (blank.length > 1) return [1, `Needs all but one of ${needed.join(", ")}.`];
      try {
        const given = this.given(theorem, known);
        const fails = failing(this.evaluator, theorem, given);
        if (fails.length) return [2, `Says nothing here: it needs ${this.texts(theorem, fails).join(" and ")}.`];
        return blank.length ? this.bounded(theorem, given, blank[0]) : this.compared(theorem, known);
      } catch (error) {
        if (!(error instanceof Costly) && !(error instanceof Faulty)) throw error;
        return [2, `Not computed here: ${error.message}.`];
      }
    }

    // Values of the theorem's variables, as far as they are known.
    given(theorem, known) {
      const { "^": power } = globalThis.toymodelsExact.arithmetic.Q;
      const sorts = Object.fromEntries(theorem.variables);
      const fixed = Object.entries(theorem.fixed).map(([name, text]) => {
        const value = parsed(text);
        return [name, sorts[name] === "N" ? value.top : value];
      });
      const found = theorem.meanings
        .filter(([, symbol]) => symbol in known)
        .map(([name, symbol, exponent]) => [name, exponent === 1 ? known[symbol] : power(known[symbol], BigInt(exponent))]);
      return Object.fromEntries([...fixed, ...found]);
    }

    texts(theorem, names) {
      return theorem.hypotheses.filter(([name]) => names.includes(name)).map(([, , , text]) => text.replaceAll(" * ", " · "));
    }

    solve(theorem, given, symbol) {
      const [variable, , exponent] = theorem.meanings.find(([, each]) => each === symbol);
      const others = Object.fromEntries(Object.entries(given).filter(([name]) => name !== variable));
      return [solved(this.evaluator, theorem, others, variable, exponent), variable];
    }

    bounded(theorem, given, symbol) {
      const [found, variable] = this.solve(theorem, given, symbol);
      const told = {
        free: `Allows any ${symbol} here.`,
        none: `Rules these numbers out, whatever ${symbol} is.`,
        outside: `Says nothing of ${symbol} here.`,
        mixed: `Does not bound ${symbol} from one side only here.`,
      }[found.kind];
      if (told) return [found.kind === "none" ? 0 : 2, told];
      return [0, `${this.relation(symbol, found)}${found.conditional ? this.condition(theorem, variable) : ""}`];
    }

    relation(symbol, found) {
      const sign = { least: ["≥", ">"], most: ["≤", "<"] }[found.kind][found.strict ? 1 : 0];
      return `${symbol} ${sign} ${shown(found)}`;
    }

    // The hypotheses about the number that is bounded.
    condition(theorem, variable) {
      const about = theorem.hypotheses.filter(([, , names]) => names.includes(variable)).map(([name]) => name);
      return `, if ${this.texts(theorem, about).join(" and ")}`;
    }

    // All numbers are given: whether they can be together, and how far each may go.
    compared(theorem, known) {
      const given = this.given(theorem, known);
      this.evaluator.start();
      const holds = this.evaluator.value(theorem.conclusion, given);
      const bounds = [...new Set(theorem.meanings.map(([, symbol]) => symbol))]
        .map((symbol) => [symbol, this.solve(theorem, given, symbol)[0]])
        .filter(([, found]) => found.kind === "least" || found.kind === "most")
        .map(([symbol, found]) => this.relation(symbol, found));
      const alone = bounds.length ? `; each by the others: ${bounds.join(", ")}` : "";
      return holds ? [0, `Allows these numbers${alone}.`] : [0, `Rules these numbers out${alone}.`];
    }

    // Puts what was measured of a file into the fields; others become blank.
    fill({ vectors, dimensions, closest }) {
      const values = { vectors: `${vectors}`, dimensions: `${dimensions}`, "largest cosine": "" };
      if (closest) values["largest cosine"] = decimal(rootAbove(closest.square, PLACES), PLACES, true);
      this.quantities.forEach(([, , what], place) => {
        if (what) this.fields[place].value = values[what];
      });
      this.update();
    }
  }

  class Drop {
    constructor(node, found) {
      this.node = node;
      this.found = found;
      this.told = node.querySelector(".drop-told");
      this.choices = node.querySelector(".drop-choices");
      [this.tensor, this.axis] = this.choices.querySelectorAll("select");
      const input = node.querySelector("input");
      input.addEventListener("change", () => input.files[0] && this.open(input.files[0]));
      for (const select of [this.tensor, this.axis]) select.addEventListener("change", () => this.measure());
      node.addEventListener("dragover", (event) => event.preventDefault());
      node.addEventListener("drop", (event) => {
        event.preventDefault();
        if (event.dataTransfer.files[0]) this.open(event.dataTransfer.files[0]);
      });
      node.hidden = false;
    }

    async tried(act) {
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        this.told.textContent = `${this.name} is not measured: ${error.message}.`;
      }
    }

    open(file) {
      this.name = file.name;
      this.choices.hidden = true;
      return this.tried(async () => {
        this.tensors = await tensors(file);
        if (!this.tensors.length) throw new Unread("there is no tensor in it");
        const options = this.tensors.map(({ name, dtype, shape }, place) => new Option(`${name} [${shape.join(", ")}] ${dtype}`, place));
        this.tensor.replaceChildren(...options);
        this.choices.hidden = false;
        if (this.tensors.length === 1) await this.measure();
        else this.told.textContent = `${this.name} has ${this.tensors.length} tensors: choose one.`;
        if (this.tensors.length > 1) this.tensor.prepend(new Option("choose one", "", true, true));
      });
    }

    measure() {
      return this.tried(async () => {
        const chosen = this.tensors[Number(this.tensor.value)];
        if (this.tensor.value === "" || !chosen) return;
        this.told.textContent = `Measuring ${chosen.name} …`;
        const values = await chosen.read();
        const found = await measured(chosen.name, values, chosen.shape, this.axis.value === "columns");
        this.told.textContent = this.words(chosen.name, found);
        this.found(found);
      });
    }

    words(name, { vectors, dimensions, zero, shortest, longest, closest }) {
      const left = zero ? ` ${zero} more ${zero === 1 ? "is" : "are"} zero and left out.` : "";
      const lengths = ` Squared lengths from ${decimal(shortest, DIGITS, false)} to ${decimal(longest, DIGITS, true)}.`;
      const pair = closest ? ` ${this.pair(closest)}` : "";
      return `${name}: ${vectors} features in ${dimensions} dimensions.${left}${lengths}${pair}`;
    }

    pair({ square, pair: [i, j] }) {
      const exact = `${square}`.length <= 40 ? `exactly ${square}` : "an exact fraction too long to show";
      const bound = compared(square, fraction(0n)) ? `at most ${decimal(rootAbove(square, PLACES), PLACES, true)}` : "0";
      return `The features ${i} and ${j} come closest: a squared cosine of ${decimal(square, DIGITS, true)}, ${exact}, so that μ is ${bound}.`;
    }
  }

  globalThis.toymodelsCalculator = { Calculator };
})();
