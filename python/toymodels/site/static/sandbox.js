// The sandbox of a theorem: its variables to drag and to write, and what the statement says of them, exactly.
// `exact.js`, `evaluator.js`, `instances.js`, `plane.js`, `controls.js` and the definitions come first.
"use strict";

(() => {
  const { Costly, Faulty, Fraction, add, negative } = globalThis.toymodelsExact;
  const { Evaluator, judged } = globalThis.toymodelsEvaluator;
  const { fitted, fromJson, leanText, pythonText, random, shapeOf } = globalThis.toymodelsInstances;
  const { Plane, lowered } = globalThis.toymodelsPlane;
  const { Controls, made } = globalThis.toymodelsControls;
  const SHOWN = 8;
  const LIVELY = 6;
  const SIZES = [1, 2, 2, 3, 3, 4];
  const LONGEST = 28;

  const placed = (table, [first, ...rest], value) =>
    first === undefined ? value : table.map((part, index) => (index === first ? placed(part, rest, value) : part));

  // How many different numbers an instance has.
  const variety = (values) => new Set(Object.values(values).flat(9).map(String)).size;

  const isSize = (sort) => sort === "N";

  // A number as the page shows it: a long fraction as a decimal, marked as rounded.
  const shown = (value) => {
    const exact = `${value}`.replace("-", "−");
    if (!(value instanceof Fraction) || exact.length <= LONGEST) return exact;
    return `≈ ${`${Number(value.near.toPrecision(8))}`.replace("-", "−")}`;
  };

  const approximate = (value) =>
    value instanceof Fraction && value.bottom > 20n && `${value}`.length <= LONGEST
      ? ` ≈ ${`${Number(value.near.toPrecision(4))}`.replace("-", "−")}`
      : "";

  class Sandbox {
    constructor(fold, statement) {
      this.statement = statement;
      this.evaluator = new Evaluator(globalThis.toymodelsDefinitions);
      this.plane = new Plane((name, row, point) => this.dragged(name, row, point));
      this.controls = new Map();
      this.variables = made("div", { className: "sandbox-values" });
      this.picture = this.pictured();
      this.verdict = made("p", { className: "sandbox-verdict", role: "status" });
      this.details = made("div", { className: "sandbox-details" });
      this.text = made("textarea", { className: "sandbox-text", readOnly: true, hidden: true, rows: 8 });
      this.text.setAttribute("aria-label", "The instance as text");
      this.copied = made("span", { className: "aside", role: "status" });
      const left = made("div", {}, this.picture, this.variables);
      const right = made("div", {}, this.verdict, this.details);
      fold.append(this.buttons(), made("div", { className: "sandbox-grid" }, left, right), this.copying(), this.text);
      this.begin();
    }

    // What the page asks for; something to drag where vectors can lie in the plane; else the first of the instances on the
    // page, or a random one.
    begin() {
      const [first] = this.statement.presets ?? [];
      if (this.statement.start) this.load(fromJson(this.evaluator, this.statement, this.statement.start));
      else if (first && !this.statement.flat.length) this.load(fromJson(this.evaluator, this.statement, first[1]));
      else this.draw(LIVELY);
    }

    button(text, act) {
      const button = made("button", { type: "button", className: "tool", textContent: text });
      button.addEventListener("click", act);
      return button;
    }

    buttons() {
      const presets = (this.statement.presets ?? []).map(([label, json]) =>
        this.button(label, () => this.load(fromJson(this.evaluator, this.statement, json))),
      );
      return made("p", { className: "sandbox-buttons" }, ...presets, this.button("A random instance", () => this.draw()));
    }

    copying() {
      return made(
        "p",
        { className: "sandbox-buttons" },
        this.button("Copy as Lean", () => this.copy(leanText(this.evaluator, this.statement, this.values))),
        this.button("Copy as Python", () => this.copy(pythonText(this.statement, this.values))),
        this.copied,
      );
    }

    async copy(text) {
      this.text.value = text;
      this.text.hidden = false;
      this.text.select();
      try {
        await navigator.clipboard.writeText(text);
        this.copied.textContent = "Copied.";
      } catch {
        this.copied.textContent = "Selected below: copy it from there.";
      }
    }

    // The plane with its switch, which is hidden where nothing lies in the plane.
    pictured() {
      const box = made("input", { type: "checkbox" });
      box.addEventListener("change", () => {
        this.plane.isUnit = box.checked;
      });
      const hint = made("p", { className: "aside" }, made("label", {}, box, " Keep to the unit circle while dragging"));
      return made("div", { className: "sandbox-plane", hidden: true }, this.plane.svg, hint);
    }

    // A random instance; of several, the one that has the most different numbers.
    draw(several = 1) {
      const flat = new Set(this.statement.flat);
      const sizes = (name) => (flat.has(name) && Math.random() < 0.8 ? 2 : SIZES[Math.floor(Math.random() * SIZES.length)]);
      const found = Array.from({ length: several }, () => random(this.evaluator, this.statement, { sizes, milliseconds: 150 }))
        .filter(Boolean)
        .sort((a, b) => a.failing - b.failing || variety(b.values) - variety(a.values));
      if (found.length) this.load(found[0].values);
      else this.fault("no instance was found at these sizes");
    }

    load(values) {
      this.values = values;
      this.build();
      this.update();
    }

    // Fields for the variables at their present sizes.
    build() {
      this.controls.clear();
      for (const [name, sort] of this.statement.variables) {
        const form = shapeOf(this.evaluator, sort, this.values);
        const changed = (place, value) => this.written(name, sort, place, value);
        this.controls.set(name, new Controls(name, form, this.values[name], changed));
      }
      this.variables.replaceChildren(...[...this.controls.values()].map((controls) => controls.node));
    }

    written(name, sort, place, value) {
      const values = { ...this.values, [name]: placed(this.values[name], place, value) };
      if (!isSize(sort)) {
        this.values = values;
        this.update();
        return;
      }
      this.tried(() => {
        const next = fitted(this.evaluator, this.statement, values);
        if (!next) throw new Faulty("an index would have no value at this size");
        this.values = next;
        this.build();
        this.controls.get(name).node.querySelector("input").focus();
        this.update();
      });
    }

    dragged(name, row, point) {
      this.values = { ...this.values, [name]: row === null ? point : placed(this.values[name], [row], point) };
      this.controls.get(name).show(this.values[name]);
      this.update();
    }

    tried(act) {
      try {
        act();
      } catch (error) {
        if (!(error instanceof Costly) && !(error instanceof Faulty)) throw error;
        this.fault(error.message);
      }
    }

    fault(message) {
      this.verdict.className = "sandbox-verdict";
      this.verdict.textContent = `This is not computed here: ${message}.`;
      this.details.replaceChildren();
    }

    update() {
      this.drawPlane();
      this.tried(() => this.tell(judged(this.evaluator, this.statement, this.values)));
    }

    drawPlane() {
      const vectors = this.statement.planes.flatMap((name) => this.inPlane(name, this.values[name]));
      this.picture.hidden = vectors.length === 0 || vectors.length > 12;
      if (!this.picture.hidden) this.plane.show(vectors);
    }

    inPlane(name, value) {
      if (value.length === 2 && value[0] instanceof Fraction) return [{ name, row: null, label: name, x: value[0], y: value[1] }];
      if (!value.every((row) => Array.isArray(row) && row.length === 2)) return [];
      return value.map(([x, y], row) => ({ name, row, label: `${name}${lowered(row)}`, x, y }));
    }

    tell({ hypotheses, conclusion, comparisons }) {
      const failing = hypotheses.filter(([, holds]) => !holds).map(([name]) => name);
      const [tone, words] = this.words(failing, conclusion);
      this.verdict.className = `sandbox-verdict ${tone}`;
      this.verdict.textContent = words;
      const assumed = hypotheses.map(([name, holds], place) => this.hypothesis(name, holds, this.statement.texts[place]));
      const lists = assumed.length ? [made("ul", { className: "sandbox-hypotheses" }, ...assumed)] : [];
      this.details.replaceChildren(...lists, ...this.sides(comparisons));
    }

    words(failing, conclusion) {
      const hypotheses = this.statement.hypotheses.length;
      const told = conclusion ? "the conclusion holds" : "the conclusion is false";
      if (failing.length) {
        const which = failing.length === 1 ? `${failing[0]} fails` : `${failing.join(", ")} fail`;
        return [conclusion ? "" : "bad", `✗ ${which}, so the theorem promises nothing here; ${told}.`];
      }
      if (!hypotheses) return conclusion ? ["good", "✓ The conclusion holds."] : ["bad", "✗ The conclusion is false."];
      const all = hypotheses === 1 ? "The hypothesis holds" : "Every hypothesis holds";
      return conclusion ? ["good", `✓ ${all}, and so does the conclusion.`] : ["bad", `✗ ${all}, and the conclusion is false.`];
    }

    hypothesis(name, holds, text) {
      const mark = made("span", { className: holds ? "mark good" : "mark bad", textContent: holds ? "✓" : "✗" });
      const said = made("span", { className: "visually-hidden", textContent: holds ? "holds: " : "fails: " });
      return made("li", {}, mark, " ", said, made("code", { textContent: name }), " ", made("span", { textContent: text }));
    }

    // What is false first, then what is closest.
    sides(comparisons) {
      const slack = ({ left, right }) => (left instanceof Fraction ? Math.abs(add(right, negative(left)).near) : 0);
      const ordered = [...comparisons].sort((a, b) => a.holds - b.holds || slack(a) - slack(b));
      const rows = ordered.slice(0, SHOWN).map((each) => this.side(each));
      if (!rows.length) return [];
      const places = ordered.some(({ place }) => place.length);
      const names = [...(places ? ["at"] : []), "left", "", "right", "right − left"];
      const head = made("thead", {}, made("tr", {}, ...names.map((name) => made(name ? "th" : "td", { textContent: name }))));
      const body = made("tbody", {}, ...rows.map((cells) => made("tr", { className: cells[0] }, ...(places ? cells.slice(1) : cells.slice(2)))));
      const table = made("div", { className: "scroll" }, made("table", { className: "sandbox-sides" }, head, body));
      table.tabIndex = 0;
      table.setAttribute("role", "group");
      table.setAttribute("aria-label", "Both sides of the conclusion");
      const more = ordered.length - rows.length;
      return more > 0 ? [table, made("p", { className: "aside", textContent: `and ${more} more, none of them closer` })] : [table];
    }

    side({ place, left, sign, right, holds }) {
      const cell = (text) => made("td", { textContent: text });
      const difference = left instanceof Fraction ? add(right, negative(left)) : typeof left === "bigint" ? right - left : null;
      const where = place.map(([name, value]) => `${name} = ${value}`).join(", ");
      const number = (value) => cell(`${shown(value)}${approximate(value)}`);
      const gap = difference === null ? cell("") : number(difference);
      return [holds ? "good" : "bad", cell(where), number(left), cell(sign), number(right), gap];
    }
  }

  globalThis.toymodelsSandbox = { Sandbox };
})();
