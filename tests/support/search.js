// Searches: stdin is `{"folder": .., "index": SCRIPT, "asked": [[query, witnesses]]}`, stdout what each finds, by name.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const { folder, index, asked } = JSON.parse(fs.readFileSync(0, "utf8"));
globalThis.window = globalThis;
require(path.join(folder, "search.js"));
vm.runInThisContext(index);
const finder = new globalThis.toymodelsSearch.Finder(globalThis.toymodelsIndex);
const answers = asked.map(([query, witnesses]) => {
  const { found, hidden, instead } = finder.search(query, { witnesses });
  return { found: found.map(({ name }) => name), hidden, instead: instead.map(([word, near]) => [word, ...near]) };
});
process.stdout.write(JSON.stringify(answers));
