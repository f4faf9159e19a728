// A toy model that is trained in the page, always from the same start, and what theorems say of its weights.
// `exact.js` and `evaluator.js` come first.
"use strict";

(() => {
  const { Fraction, fraction, parsed } = globalThis.toymodelsExact;
  const { Evaluator } = globalThis.toymodelsEvaluator;
  const NAMESPACE = "http://www.w3.org/2000/svg";
  const SIZE = 280;
  const GRID = 1024;
  const BATCH = 128;
  const RATE = 0.01;
  const DECAY = [0.9, 0.999];
  const SHOWN = 40;

  // Numbers from 0 to 1 that look random, the same every time.
  const generator = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  // The model `x ↦ relu(W Wᵀ x + b)` with a row of `W` for each feature, trained to bring back sparse features.
  class Model {
    constructor({ features, hidden, activity }) {
      Object.assign(this, { features, hidden, activity: parsed(activity).near, step: 0 });
      this.random = generator(features * 1000 + hidden);
      this.weights = Float64Array.from({ length: features * hidden }, () => (2 * this.random() - 1) / Math.sqrt(hidden));
      this.bias = new Float64Array(features);
      this.moments = [this.weights, this.bias].map((part) => [new Float64Array(part.length), new Float64Array(part.length)]);
    }

    input() {
      return Float64Array.from({ length: this.features }, () => (this.random() < this.activity ? this.random() : 0));
    }

    row(i) {
      return this.weights.subarray(i * this.hidden, (i + 1) * this.hidden);
    }

    // Adds the gradient of the loss on one input to `[weights, bias]`, and tells the loss.
    addGradient(x, [byWeights, byBias]) {
      const { features, hidden, weights, bias } = this;
      const state = new Float64Array(hidden);
      for (let i = 0; i < features; i += 1) if (x[i]) for (let a = 0; a < hidden; a += 1) state[a] += x[i] * weights[i * hidden + a];
      const back = new Float64Array(hidden);
      let loss = 0;
      for (let i = 0; i < features; i += 1) {
        let output = bias[i];
        for (let a = 0; a < hidden; a += 1) output += weights[i * hidden + a] * state[a];
        const error = Math.max(output, 0) - x[i];
        loss += error * error;
        if (output <= 0) continue;
        byBias[i] += 2 * error;
        for (let a = 0; a < hidden; a += 1) {
          byWeights[i * hidden + a] += 2 * error * state[a];
          back[a] += 2 * error * weights[i * hidden + a];
        }
      }
      for (let i = 0; i < features; i += 1) if (x[i]) for (let a = 0; a < hidden; a += 1) byWeights[i * hidden + a] += x[i] * back[a];
      return loss;
    }

    // One step of Adam on a fresh batch; tells the mean loss.
    train() {
      const gradients = [new Float64Array(this.weights.length), new Float64Array(this.features)];
      let loss = 0;
      for (let k = 0; k < BATCH; k += 1) loss += this.addGradient(this.input(), gradients);
      this.step += 1;
      [this.weights, this.bias].forEach((part, which) => this.move(part, gradients[which], this.moments[which]));
      return loss / BATCH;
    }

    move(part, gradient, [mean, square]) {
      const [first, second] = DECAY;
      const [one, two] = [1 - first ** this.step, 1 - second ** this.step];
      for (let i = 0; i < part.length; i += 1) {
        const slope = gradient[i] / BATCH;
        mean[i] = first * mean[i] + (1 - first) * slope;
        square[i] = second * square[i] + (1 - second) * slope * slope;
        part[i] -= (RATE * (mean[i] / one)) / (Math.sqrt(square[i] / two) + 1e-8);
      }
    }

    // The weights as fractions with the denominator 1024, a row for each feature.
    rounded() {
      return Array.from({ length: this.features }, (_, i) =>
        Array.from(this.row(i), (x) => fraction(BigInt(Math.round(x * GRID)), BigInt(GRID))),
      );
    }
  }

  // Values for the variables of a statement or a definition about one family of vectors, and the family's sizes.
  const assigned = (variables, rows) => {
    const [name, [, [, many], [, [, wide]]]] = variables.find(([, sort]) => sort[0] === "→");
    return { [many]: BigInt(rows.length), [wide]: BigInt(rows[0].length), [name]: rows };
  };

  // What is measured of each feature, and both sides of each theorem, exactly.
  const judged = ({ definitions, measure: [name, parameters], theorems }, rows) => {
    const evaluator = new Evaluator(definitions);
    const sides = theorems.map(({ variables, conclusion: [, left, right] }) => {
      const values = assigned(variables, rows);
      evaluator.start();
      return [evaluator.value(left, values), evaluator.value(right, values)];
    });
    const values = assigned(parameters, rows);
    const names = parameters.map(([each]) => each);
    const index = names.at(-1);
    evaluator.start();
    const measured = rows.map((_, i) =>
      evaluator.value(["call", name, ...names], { ...values, [index]: BigInt(i) }),
    );
    return { sides, measured };
  };

  const drawn = (name, attributes, ...children) => {
    const node = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const picture = (title, ...parts) =>
    drawn("svg", { class: "drawing", viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: "img" }, drawn("title", {}, title), ...parts);

  const colour = (i) => `var(--series-${(i % 6) + 1})`;

  // The features as arrows in the plane.
  const plane = (model) => {
    const [middle, unit] = [SIZE / 2, SIZE / 3];
    const arrows = Array.from({ length: model.features }, (_, i) => {
      const [x, y] = model.row(i);
      const end = { x2: middle + unit * x, y2: middle - unit * y };
      return drawn("line", { x1: middle, y1: middle, ...end, stroke: colour(i), "stroke-width": 3, "stroke-linecap": "round" });
    });
    const circle = drawn("circle", { cx: middle, cy: middle, r: unit, fill: "none", stroke: "var(--muted)", "stroke-dasharray": "4 4" });
    return picture(`${model.features} features in the plane, with the unit circle`, circle, ...arrows);
  };

  // Absolute inner products of the features, dark where they are large.
  const gram = (model) => {
    const cell = (SIZE - 16) / model.features;
    const cells = Array.from({ length: model.features ** 2 }, (_, place) => {
      const [i, j] = [Math.floor(place / model.features), place % model.features];
      const overlap = Math.abs(model.row(i).reduce((sum, x, a) => sum + x * model.row(j)[a], 0));
      const at = { x: 8 + j * cell, y: 8 + i * cell, width: cell, height: cell };
      return drawn("rect", { ...at, fill: "var(--series-1)", "fill-opacity": Math.min(1, overlap).toFixed(3) });
    });
    const frame = drawn("rect", { x: 8, y: 8, width: SIZE - 16, height: SIZE - 16, fill: "none", stroke: "var(--line)" });
    return picture(`Inner products of ${model.features} features, in absolute value`, ...cells, frame);
  };

  const bars = (values, name) => {
    const [left, base, tall] = [30, SIZE - 26, SIZE - 50];
    const wide = (SIZE - left - 8) / values.length;
    const most = Math.max(1, ...values);
    const rule = (share) => {
      const y = base - (tall * share) / most;
      const label = drawn("text", { x: left - 5, y: y + 4, "text-anchor": "end", "font-size": 12, fill: "var(--muted)" }, `${share}`);
      return [drawn("line", { x1: left, x2: SIZE - 8, y1: y, y2: y, stroke: "var(--line)" }), label];
    };
    const boxes = values.map((value, i) => {
      const height = (tall * value) / most;
      const box = { x: left + i * wide + wide * 0.15, y: base - height, width: wide * 0.7, height };
      return drawn("rect", { ...box, fill: colour(i) }, drawn("title", {}, value.toPrecision(3)));
    });
    const foot = drawn("text", { x: (left + SIZE) / 2, y: SIZE - 6, "text-anchor": "middle", "font-size": 13, fill: "var(--muted)" }, `${name} of each feature`);
    return picture(`${name} of each feature: ${values.map((value) => value.toPrecision(2)).join(", ")}`, ...[0, 0.5, 1].flatMap(rule), ...boxes, foot);
  };

  const near = (value) => `${Number((value instanceof Fraction ? value.near : Number(value)).toPrecision(5))}`;

  class Training {
    constructor(node, data) {
      Object.assign(this, { node, data });
      this.told = node.querySelector(".training-told");
      this.pictures = node.querySelector(".training-pictures");
      this.button = node.querySelector(".training-start");
      this.rows = [...node.querySelectorAll("tbody tr")];
      this.button.disabled = false;
      this.button.addEventListener("click", () => this.start());
      this.begin();
    }

    begin() {
      this.model = new Model(this.data);
      this.show("Not trained yet: small random weights.");
    }

    start() {
      this.button.disabled = true;
      this.begin();
      requestAnimationFrame(() => this.go());
    }

    go() {
      const { steps } = this.data;
      let loss = 0;
      for (let k = 0; k < Math.ceil(steps / SHOWN) && this.model.step < steps; k += 1) loss = this.model.train();
      const isDone = this.model.step >= steps;
      this.show(`${this.model.step.toLocaleString("en")} of ${steps.toLocaleString("en")} steps, loss ${loss.toPrecision(3)}.`, isDone);
      if (isDone) this.button.disabled = false;
      else requestAnimationFrame(() => this.go());
    }

    show(words, isDone = true) {
      this.told.textContent = words;
      const { sides, measured } = judged(this.data, this.model.rounded());
      const [name] = this.data.measure;
      const shape = this.model.hidden === 2 ? plane(this.model) : gram(this.model);
      this.pictures.replaceChildren(shape, bars(measured.map((value) => value.near), name.split(".").at(-1)));
      if (isDone) {
        sides.forEach(([left, right], place) => {
          this.rows[place].querySelector(".training-left").textContent = near(left);
          this.rows[place].querySelector(".training-right").textContent = near(right);
        });
      }
    }
  }

  globalThis.toymodelsTraining = { Model, Training, judged };
})();
