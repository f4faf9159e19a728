// Trains a toy model as the page does: each line of stdin is its data, answered by weights, what is measured, and sides.
"use strict";

const path = require("node:path");
const readline = require("node:readline");

const folder = process.argv[2];
for (const name of ["exact", "evaluator", "training"]) require(path.join(folder, `${name}.js`));
const { Model, judged } = globalThis.toymodelsTraining;

const serve = async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const data = JSON.parse(line);
    const model = new Model(data);
    const losses = Array.from({ length: data.steps }, () => model.train());
    const rows = model.rounded();
    const { sides, measured } = judged(data, rows);
    const plain = (values) => values.map(String);
    process.stdout.write(`${JSON.stringify({ losses, rows: rows.map(plain), sides: sides.map(plain), measured: plain(measured) })}\n`);
  }
};

serve();
