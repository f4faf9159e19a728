// A field for every number of an instance: scalars, rows, tables, and tables of tables. `exact.js` comes first.
"use strict";

(() => {
  const { Fraction, add, fraction, parsed } = globalThis.toymodelsExact;
  const { entryAt } = globalThis.toymodelsInstances;
  const LARGEST = 99n;
  const STEP = fraction(1n, 8n);

  const made = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  // The number that a text stands for, as a variable's entries are; null where it stands for none.
  const read = (text, { kind, below }) => {
    if (kind === "Q") return parsed(text);
    if (!/^\s*[-−]?\d+\s*$/.test(text)) return null;
    const number = BigInt(text.trim().replace("−", "-"));
    if (kind !== "Z" && number < 0n) return null;
    if (kind === "F" && number >= BigInt(below)) return null;
    return number > LARGEST || number < -LARGEST ? null : number;
  };

  const expected = ({ kind, below }) =>
    ({ Q: "a number such as −1/2 or 0.25", Z: "an integer", N: "a natural number up to 99" })[kind] ??
    (below === 1 ? "0" : `a number from 0 to ${below - 1}`);

  // The fields of one variable. `changed(place, value)` is called with what the reader writes.
  class Controls {
    constructor(name, form, value, changed) {
      this.form = form;
      this.changed = changed;
      this.fields = new Map();
      this.node = made("fieldset", { className: "sandbox-variable" }, made("legend", {}, made("var", { textContent: name })));
      this.node.append(this.table(name, value, []));
    }

    // Shows other values of the same shape; what the reader is writing stays.
    show(value) {
      for (const [field, place] of this.fields) {
        if (field !== document.activeElement || field.type === "checkbox") this.write(field, entryAt(value, place));
      }
    }

    write(field, value) {
      if (field.type === "checkbox") field.checked = value;
      else field.value = `${value}`;
      field.removeAttribute("aria-invalid");
      field.title = value instanceof Fraction && value.bottom !== 1n ? `about ${Number(value.near.toPrecision(6))}` : "";
    }

    table(label, value, place) {
      const depth = this.form.shape.length - place.length;
      if (depth === 0) return this.field(label, value, place);
      if (this.form.shape[place.length] === 0) return made("span", { className: "aside", textContent: "no entries" });
      const rows = this.form.shape[place.length];
      const range = Array.from({ length: rows }, (_, index) => index);
      if (depth === 1) return this.grid([this.row(label, value, place, null)]);
      if (depth === 2) return this.grid(range.map((index) => this.row(`${label} ${index}`, value[index], [...place, index], index)));
      const parts = range.map((index) => [
        made("p", { className: "aside", textContent: `${label} ${index}` }),
        this.table(`${label} ${index}`, value[index], [...place, index]),
      ]);
      return made("div", {}, ...parts.flat());
    }

    grid(rows) {
      return made("div", { className: "scroll" }, made("table", { className: "sandbox-table" }, made("tbody", {}, ...rows)));
    }

    row(label, values, place, index) {
      const head = index === null ? [] : [made("th", { scope: "row", textContent: index })];
      const cells = values.map((value, column) => made("td", {}, this.field(`${label} ${column}`, value, [...place, column])));
      return made("tr", {}, ...head, ...cells);
    }

    field(label, value, place) {
      const field = this.input(value);
      field.setAttribute("aria-label", label);
      this.fields.set(field, place);
      if (field.tagName === "SELECT") field.value = `${value}`;
      else this.write(field, value);
      return field;
    }

    input(value) {
      const { kind, entry } = this.form;
      if (kind === "B" || kind === "P") {
        const box = made("input", { type: "checkbox", checked: value });
        box.addEventListener("change", () => this.changed(this.fields.get(box), box.checked));
        return box;
      }
      if (entry[0] === "E") return this.select(entry[3]);
      const field = made("input", { type: "text", inputMode: kind === "Q" ? "text" : "numeric", autocomplete: "off" });
      field.addEventListener("input", () => this.written(field));
      field.addEventListener("keydown", (event) => this.stepped(event, field));
      return field;
    }

    select(constructors) {
      const names = constructors.map((name) => name.split(".").at(-1));
      const select = made("select", {}, ...names.map((name, place) => made("option", { value: place, textContent: name })));
      select.addEventListener("change", () => this.changed(this.fields.get(select), BigInt(select.value)));
      return select;
    }

    written(field) {
      const value = read(field.value, this.form);
      if (value === null) {
        field.setAttribute("aria-invalid", "true");
        field.title = `Expected ${expected(this.form)}`;
        return;
      }
      field.removeAttribute("aria-invalid");
      field.title = "";
      this.changed(this.fields.get(field), value);
    }

    // The arrows up and down change a number by 1, one of the field by an eighth.
    stepped(event, field) {
      const direction = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
      const value = direction && read(field.value, this.form);
      if (value === undefined || value === null) return;
      event.preventDefault();
      const next = value instanceof Fraction ? add(value, fraction(direction * STEP.top, STEP.bottom)) : value + direction;
      if (read(`${next}`, this.form) === null) return;
      field.value = `${next}`;
      this.written(field);
    }
  }

  globalThis.toymodelsControls = { Controls, made };
})();
