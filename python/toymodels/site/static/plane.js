// Vectors in the plane that are dragged by their ends, exactly: an end is at sixteenths, or at a rational point of the unit
// circle. `exact.js` comes first.
"use strict";

(() => {
  const { add, fraction, negative, over, times } = globalThis.toymodelsExact;
  const SIZE = 320;
  const GRID = 16;
  const LABELS = "₀₁₂₃₄₅₆₇₈₉";
  const NAMESPACE = "http://www.w3.org/2000/svg";

  const drawn = (name, attributes, ...children) => {
    const node = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const lowered = (number) => [...`${number}`].map((digit) => LABELS[digit]).join("");

  const toGrid = (x) => fraction(BigInt(Math.round(x * GRID)), BigInt(GRID));

  // The point of the unit circle whose half angle has the nearest tangent, or cotangent, in sixteenths.
  const onCircle = (x, y) => {
    const half = Math.atan2(y, x) / 2;
    const isSteep = Math.abs(Math.tan(half)) > 1;
    const t = toGrid(isSteep ? 1 / Math.tan(half) : Math.tan(half));
    const square = times(t, t);
    const scale = add(fraction(1n), square);
    const across = over(add(fraction(1n), negative(square)), scale);
    return [isSteep ? negative(across) : across, over(add(t, t), scale)];
  };

  // A drawing of named families of vectors. `changed(name, row, [x, y])` is called while one is dragged; `row` is null for a
  // vector that stands alone.
  class Plane {
    constructor(changed) {
      this.changed = changed;
      this.isUnit = false;
      this.svg = drawn("svg", { class: "drawing plane", viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: "img" });
      this.svg.addEventListener("pointerdown", (event) => this.grab(event));
      this.svg.addEventListener("pointermove", (event) => this.drag(event));
      for (const name of ["pointerup", "pointercancel"]) this.svg.addEventListener(name, () => this.release());
    }

    // Shows the vectors `[{name, row, label, x, y}]`; the scale stays as it is while one is dragged.
    show(vectors) {
      this.vectors = vectors;
      const reach = Math.max(1, ...vectors.flatMap(({ x, y }) => [Math.abs(x.near), Math.abs(y.near)]));
      if (!this.held) this.unit = (SIZE / 2 - 34) / Math.max(1.25, reach);
      this.svg.replaceChildren(...this.frame(), ...vectors.flatMap((vector, place) => this.arrow(vector, place)));
    }

    frame() {
      const middle = SIZE / 2;
      const line = { stroke: "var(--line)" };
      const names = this.vectors.map(({ label }) => label).join(", ");
      return [
        drawn("title", {}, `${names} in the plane, with the unit circle`),
        drawn("line", { x1: 8, x2: SIZE - 8, y1: middle, y2: middle, ...line }),
        drawn("line", { y1: 8, y2: SIZE - 8, x1: middle, x2: middle, ...line }),
        drawn("circle", { cx: middle, cy: middle, r: this.unit, fill: "none", stroke: "var(--muted)", "stroke-dasharray": "4 4" }),
      ];
    }

    arrow({ label, x, y }, place) {
      const colour = `var(--series-${(place % 6) + 1})`;
      const middle = SIZE / 2;
      const [a, b] = [middle + this.unit * x.near, middle - this.unit * y.near];
      const length = Math.hypot(a - middle, b - middle) || 1;
      const [u, v] = [(a - middle) / length, (b - middle) / length];
      const text = { x: a + 17 * u, y: b + 17 * v + 5, "text-anchor": "middle", "font-size": 15, fill: "var(--ink)" };
      return [
        drawn("line", { x1: middle, y1: middle, x2: a, y2: b, stroke: colour, "stroke-width": 2.5 }),
        drawn("circle", { class: "handle", cx: a, cy: b, r: 8, fill: colour, "data-place": place }),
        drawn("text", text, label),
      ];
    }

    grab(event) {
      const place = event.target.dataset?.place;
      if (place === undefined) return;
      event.preventDefault();
      this.svg.setPointerCapture(event.pointerId);
      this.held = this.vectors[place];
    }

    drag(event) {
      if (!this.held) return;
      const box = this.svg.getBoundingClientRect();
      const scale = SIZE / box.width;
      const x = ((event.clientX - box.left) * scale - SIZE / 2) / this.unit;
      const y = (SIZE / 2 - (event.clientY - box.top) * scale) / this.unit;
      this.changed(this.held.name, this.held.row, this.isUnit ? onCircle(x, y) : [toGrid(x), toGrid(y)]);
    }

    release() {
      this.held = null;
      this.show(this.vectors);
    }
  }

  globalThis.toymodelsPlane = { Plane, lowered };
})();
