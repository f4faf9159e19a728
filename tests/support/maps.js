// Draws maps: stdin is `{"folder": .., "graph": SCRIPT, "asked": [[address, depth, sides]]}`, stdout the list of drawings.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const { folder, graph: script, asked } = JSON.parse(fs.readFileSync(0, "utf8"));
require(path.join(folder, "maps.js"));
vm.runInThisContext(script);
const { Graph, map } = globalThis.toymodelsMaps;
const graph = new Graph(globalThis.toymodelsGraph);
const drawings = asked.map(([address, depth, sides]) => map(graph, graph.at(address), depth, sides));
const reached = asked.map(([address, , [side]]) => graph.steps(graph.at(address), side).map((step) => step.map((node) => node.short)));
process.stdout.write(JSON.stringify({ drawings, reached }));
