// Says of instances what the sandbox says: each line of stdin is a request, answered by a line.
//
// `{"definitions": ..}` comes first. `{"statement": .., "given": [..], "draws": n}` asks of instances that are given as JSON,
// and of n that are drawn as the sandbox draws them.
"use strict";

const path = require("node:path");
const readline = require("node:readline");

const folder = process.argv[2];
for (const name of ["exact", "evaluator", "instances"]) require(path.join(folder, `${name}.js`));
const { Costly, Faulty, Fraction } = globalThis.toymodelsExact;
const { Evaluator, judged } = globalThis.toymodelsEvaluator;
const { fromJson, leanText, pythonText, random } = globalThis.toymodelsInstances;

let state = 1;
Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;

const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Fraction || typeof value === "bigint" ? `${value}` : value;
};

const answer = (evaluator, statement, instance) => {
  try {
    const values = fromJson(evaluator, statement, instance);
    const { hypotheses, conclusion, comparisons } = judged(evaluator, statement, values);
    const { steps } = evaluator;
    const sides = comparisons.map(({ left, sign, right, holds }) => [plain(left), sign, plain(right), holds]);
    const texts = { lean: leanText(evaluator, statement, values), python: pythonText(statement, values) };
    return { instance, hypotheses, conclusion, sides, ...texts, steps };
  } catch (error) {
    if (error instanceof Costly) return { instance, costly: error.message };
    if (error instanceof Faulty) return { instance, faulty: error.message };
    throw error;
  }
};

const serve = async () => {
  let evaluator = null;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { definitions, statement, given, draws } = JSON.parse(line);
    if (definitions) {
      evaluator = new Evaluator(definitions);
      continue;
    }
    state = 1;
    const drawn = Array.from({ length: draws }, () => random(evaluator, statement, { tries: 60, milliseconds: 60_000 }));
    const instances = [...given, ...drawn.filter(Boolean).map(({ values }) => plain(Object.entries(values)))];
    const answers = instances.map((instance) => answer(evaluator, statement, Array.isArray(instance) ? Object.fromEntries(instance) : instance));
    process.stdout.write(`${JSON.stringify(answers)}\n`);
  }
};

serve();
