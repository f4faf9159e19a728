// Says what the calculator of bounds says: each line of stdin is a request, answered by a line.
//
// `{"theorem": .., "definitions": .., "given": .., "unknown": .., "exponent": n}` asks for a bound, `{"decimal": ..}` for a
// number in digits, `{"file": path, "tensor": n, "across": bool}` for what is measured of a tensor in a file.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");

const folder = process.argv[2];
for (const name of ["exact", "evaluator", "bounds", "tensors", "geometry"]) require(path.join(folder, `${name}.js`));
const { parsed } = globalThis.toymodelsExact;
const { Evaluator } = globalThis.toymodelsEvaluator;
const { Costly, Faulty, decimal, solved } = globalThis.toymodelsBounds;
const { Unread, tensors } = globalThis.toymodelsTensors;
const { measured, rootAbove } = globalThis.toymodelsGeometry;

const bounded = ({ theorem, definitions, given, unknown, exponent }) => {
  const sorts = Object.fromEntries(theorem.variables);
  const value = (name) => (sorts[name] === "N" ? parsed(given[name]).top : parsed(given[name]));
  const values = Object.fromEntries(Object.keys(given).map((name) => [name, value(name)]));
  const found = solved(new Evaluator(definitions), theorem, values, unknown, exponent);
  return { ...found, value: `${found.value ?? 0}` };
};

const measuredFile = async ({ file, tensor, across }) => {
  const found = await tensors(new Blob([fs.readFileSync(file)]));
  const listed = found.map(({ name, dtype, shape }) => [name, dtype, shape]);
  if (tensor === null) return { listed };
  const chosen = found.find(({ name }) => name === tensor);
  const { shortest, longest, closest, ...counts } = await measured(tensor, await chosen.read(), chosen.shape, across);
  const cosine = closest && { square: `${closest.square}`, pair: closest.pair, root: `${rootAbove(closest.square, 6)}` };
  return { listed, ...counts, shortest: `${shortest}`, longest: `${longest}`, closest: cosine };
};

const answered = async (request) => {
  try {
    if (request.theorem) return bounded(request);
    if (request.decimal) return { text: decimal(parsed(request.decimal), request.digits, request.up) };
    return await measuredFile(request);
  } catch (error) {
    if (error instanceof Costly) return { costly: error.message };
    if (error instanceof Faulty) return { faulty: error.message };
    if (error instanceof Unread) return { unread: error.message };
    throw error;
  }
};

const serve = async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answered(JSON.parse(line)))}\n`);
  }
};

serve();
