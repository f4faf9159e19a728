// Maps of what a declaration uses and what uses it, drawn from the graph that all pages share, and the same in lists.
//
// To the left stands what is used, to the right what uses it, a column for each step. Of a full column only the nearest are
// drawn, with the number of the others; definitions that nearly everything uses are left out of drawings.
"use strict";

(() => {
  const WIDTH = 520;
  const SMALL = 15;
  const MOST_IN_COLUMN = 8;
  const COLUMN = 152;
  const GUTTER = 29;
  const BADGE = 24;
  const LEADING = 18;
  const SPACE = 12;
  const HEADER = 40;
  const LINE = COLUMN - BADGE - 18;
  const NARROW = "iljtfrI.'₀₁₂";
  const WIDE = "mwMW";

  // `{folders: [[name, series]], modules: [[name, folder]], everyday: [place], nodes: [[short, isTheorem, module, address,
  // usedInStatement, usedInProof]]}`, where places count the nodes in the order of the library.
  class Graph {
    constructor({ folders, modules, everyday, nodes }) {
      this.folders = folders.map(([name, series]) => ({ name, colour: `var(--series-${series})` }));
      this.everyday = new Set(everyday);
      this.nodes = nodes.map(([short, isTheorem, module, address, statement, proof], place) => {
        const uses = [...new Set([...statement, ...proof])].sort((a, b) => a - b);
        const [home, folder] = modules[module];
        return { place, short, isTheorem: isTheorem === 1, home, folder, address, uses, usedBy: [], inProof: new Set(proof) };
      });
      for (const { place, uses } of this.nodes) for (const used of uses) this.nodes[used].usedBy.push(place);
      this.places = new Map(this.nodes.map(({ address, place }) => [address, place]));
    }

    // The node whose page or anchor is at an address of the site.
    at(address) {
      const place = this.places.get(address);
      if (place === undefined) throw new Error(`${address} is in no map; build the site again`);
      return this.nodes[place];
    }

    // All that `side`, `uses` or `usedBy`, leads to: `[node, distance]`, the nearest first.
    reached(start, side, depth = Infinity) {
      const found = new Map([[start.place, 0]]);
      for (const [place, distance] of found) {
        if (distance === depth) break;
        for (const next of this.nodes[place][side]) if (!found.has(next)) found.set(next, distance + 1);
      }
      found.delete(start.place);
      return [...found].map(([place, distance]) => [this.nodes[place], distance]);
    }

    // What is reached, a list of nodes for each number of steps.
    steps(start, side, depth = Infinity) {
      const lists = [];
      for (const [node, distance] of this.reached(start, side, depth)) (lists[distance - 1] ??= []).push(node);
      return lists;
    }
  }

  const escaped = (text) => `${text}`.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const number = (value) => `${Math.round(100 * value) / 100}`;

  const tag = (name, attributes, ...inner) => {
    const given = Object.entries(attributes).filter(([, value]) => value !== "");
    const shown = given.map(([key, value]) => ` ${key}="${typeof value === "number" ? number(value) : escaped(value)}"`);
    return `<${name}${shown.join("")}>${inner.join("")}</${name}>`;
  };

  const text = (x, y, content, { anchor = "", fill = "var(--ink)", bold = "" } = {}) =>
    tag("text", { x, y, "font-size": SMALL, "text-anchor": anchor, fill, "font-weight": bold }, escaped(content));

  // A theorem is a round box, a definition one with cut corners.
  const shape = ([x, y], [w, h], isTheorem, isFocus) => {
    const line = { fill: "var(--paper)", stroke: isFocus ? "var(--accent)" : "var(--muted)", "stroke-width": isFocus ? 3 : 1.5 };
    if (isTheorem) return tag("rect", { x, y, width: w, height: h, rx: 9, ...line });
    const cut = 9;
    const corners = [
      ...[[x + cut, y], [x + w - cut, y], [x + w, y + cut], [x + w, y + h - cut]],
      ...[[x + w - cut, y + h], [x + cut, y + h], [x, y + h - cut], [x, y + cut]],
    ];
    return tag("polygon", { points: corners.map((pair) => pair.map(number).join(",")).join(" "), ...line });
  };

  // A folder's first two letters in its colour; two folders may share a colour, none the letters and the colour.
  const badge = (x, y, { name, colour }) =>
    tag("rect", { x, y, width: BADGE, height: 22, rx: 4, fill: colour, "fill-opacity": 0.3 }) +
    text(x + BADGE / 2, y + 16, name.slice(0, 2), { anchor: "middle" });

  const widthOf = (word) =>
    SMALL * [...word].reduce((sum, sign) => sum + (NARROW.includes(sign) ? 0.34 : WIDE.includes(sign) ? 0.9 : 0.6), 0);

  // The words of a name, each with the `_` or `.` that ends it: `dot_sub`, `frobInner`.
  const wordsOf = (name) => name.split(/(?<=[_.])|(?<=\p{Ll})(?=\p{Lu})/u);

  // A name in lines that fit a box, broken where one of its words ends.
  const wrapped = (name) => {
    const lines = [""];
    for (const word of wordsOf(name)) {
      if (lines.at(-1) && widthOf(lines.at(-1) + word) > LINE) lines.push("");
      lines[lines.length - 1] += word;
    }
    return lines;
  };

  const title = (side, step) => {
    const what = side === "uses" ? "uses" : "used by";
    return step === 1 ? `${what} directly` : `${what} in ${step} steps`;
  };

  // The nodes to draw beside the column `near`: the most telling ones, each beside its neighbours there.
  const column = (focus, nodes, near, back, name) => {
    const places = new Map(near.nodes.map(({ place }, index) => [place, index]));
    const beside = (node) => node[back].filter((place) => places.has(place)).map((place) => places.get(place));
    const telling = (node) => [beside(node).length ? 0 : 1, node.home === focus.home ? 0 : 1, node.usedBy.length, node.place];
    const middle = (node) => {
      const found = beside(node);
      return [found.length ? found.reduce((sum, place) => sum + place, 0) / found.length : places.size, node.place];
    };
    const by = (key) => (a, b) => {
      const [left, right] = [key(a), key(b)];
      const at = left.findIndex((value, index) => value !== right[index]);
      return at < 0 ? 0 : left[at] - right[at];
    };
    const shown = [...nodes].sort(by(telling)).slice(0, MOST_IN_COLUMN).sort(by(middle));
    return { title: name, nodes: shown, leftOut: nodes.length - shown.length };
  };

  // What to draw, from left to right.
  const columns = (graph, focus, depth, sides) => {
    const centre = { title: "", nodes: [focus], leftOut: 0 };
    const all = [centre];
    for (const side of sides) {
      let near = centre;
      const back = side === "uses" ? "usedBy" : "uses";
      graph.steps(focus, side, depth).forEach((nodes, index) => {
        const drawn = nodes.filter(({ place }) => !graph.everyday.has(place));
        if (!drawn.length) return;
        near = column(focus, drawn, near, back, title(side, index + 1));
        if (side === "uses") all.unshift(near);
        else all.push(near);
      });
    }
    return all;
  };

  const boxHeight = ({ short }) => wrapped(short).length * LEADING + 14;

  const columnHeight = ({ nodes, leftOut }) =>
    nodes.reduce((sum, node) => sum + boxHeight(node) + SPACE, 0) + (leftOut ? 22 : 0);

  const placed = (all, left, tallest) => {
    const boxes = new Map();
    const words = [];
    all.forEach((each, index) => {
      const x = left + index * (COLUMN + GUTTER);
      let y = HEADER + (tallest - columnHeight(each)) / 2;
      if (each.title) words.push(text(x + COLUMN / 2, 20, each.title, { anchor: "middle", fill: "var(--muted)" }));
      for (const node of each.nodes) {
        boxes.set(node, { left: x, top: y, height: boxHeight(node), middle: y + boxHeight(node) / 2 });
        y += boxHeight(node) + SPACE;
      }
      if (each.leftOut) words.push(text(x + COLUMN / 2, y + 14, `and ${each.leftOut} more`, { anchor: "middle" }));
    });
    return { boxes, words };
  };

  // Edges run from what is used to what uses it; all of a kind are one path, and so are all heads.
  const edges = (all, boxes) => {
    const tracks = { proof: "", statement: "", heads: "" };
    const at = (x, y) => `${number(x)},${number(y)}`;
    for (let index = 1; index < all.length; index += 1) {
      for (const user of all[index].nodes) {
        for (const used of all[index - 1].nodes.filter(({ place }) => user.uses.includes(place))) {
          const [start, end] = [boxes.get(used), boxes.get(user)];
          const [from, to] = [start.left + COLUMN, end.left];
          const half = (from + to) / 2;
          const curve = `${at(half, start.middle)} ${at(half, end.middle)} ${at(to - 2, end.middle)}`;
          tracks[user.inProof.has(used.place) ? "proof" : "statement"] += `M${at(from, start.middle)}C${curve}`;
          tracks.heads += `M${at(to - 8, end.middle - 4)}L${at(to - 2, end.middle)}L${at(to - 8, end.middle + 4)}`;
        }
      }
    }
    return Object.entries(tracks)
      .filter(([, d]) => d)
      .map(([kind, d]) => line({ d }, kind === "statement" ? "5 4" : ""));
  };

  const line = (where, dash) =>
    tag("path", { ...where, fill: "none", stroke: "var(--muted)", "stroke-width": 1.5, "stroke-dasharray": dash });

  const drawnNode = (graph, node, box, isFocus, root) => {
    const lines = wrapped(node.short);
    const top = box.middle - ((lines.length - 1) * LEADING) / 2 + 5;
    const label = `${node.short}: ${node.isTheorem ? "theorem" : "definition"} in ${node.home}`;
    return tag(
      "a",
      { href: root + node.address, "aria-label": label },
      tag("title", {}, escaped(label)),
      shape([box.left, box.top], [COLUMN, box.height], node.isTheorem, isFocus),
      badge(box.left + 5, box.middle - 11, graph.folders[node.folder]),
      ...lines.map((part, index) =>
        text(box.left + BADGE + 12, top + index * LEADING, part, { bold: isFocus ? "bold" : "" }),
      ),
    );
  };

  const legend = (folders, width, top) => {
    const third = width / 3;
    const rows = Math.ceil(folders.length / 3);
    const parts = folders.flatMap((folder, index) => {
      const [x, y] = [2 + (index % 3) * third, top + 20 + 26 * Math.floor(index / 3)];
      return [badge(x, y - 16, folder), text(x + BADGE + 7, y, folder.name)];
    });
    const y = top + 26 + 26 * rows;
    parts.push(shape([2, y - 15], [BADGE, 20], true, false), text(BADGE + 9, y, "theorem"));
    parts.push(shape([2 + third, y - 15], [BADGE, 20], false, false), text(third + BADGE + 9, y, "definition"));
    parts.push(line({ d: `M2,${number(y + 23)}h${BADGE}` }, ""), text(BADGE + 9, y + 28, "used in the proof"));
    parts.push(line({ d: `M${number(2 + third)},${number(y + 23)}h${BADGE}` }, "5 4"));
    parts.push(text(third + BADGE + 9, y + 28, "only in the statement"));
    return parts;
  };

  // All that is drawn, for those who do not see it.
  const described = (focus, all) => {
    const parts = all
      .filter((each) => each.title)
      .map((each) => {
        const more = each.leftOut ? ` and ${each.leftOut} more` : "";
        return `${each.title}: ${each.nodes.map(({ short }) => short).join(", ")}${more}.`;
      });
    return parts.length ? `${focus.short}, ${parts.join(" ")}` : `${focus.short} stands alone.`;
  };

  // The map of a node as SVG: `sides` are `uses` (to the left) and `usedBy` (to the right), `root` leads to the site's folder.
  // One wider than a phone states its width, so that a page can scroll it.
  const map = (graph, focus, depth, sides, root = "") => {
    const all = columns(graph, focus, depth, sides);
    const tallest = Math.max(...all.map(columnHeight));
    const width = Math.max(WIDTH, all.length * (COLUMN + GUTTER) - GUTTER + 4);
    const left = (width - all.length * (COLUMN + GUTTER) + GUTTER) / 2;
    const { boxes, words } = placed(all, left, tallest);
    const shown = new Set([...boxes.keys()].map(({ folder }) => folder));
    const folders = graph.folders.filter((_, index) => shown.has(index));
    const bottom = HEADER + tallest;
    const height = bottom + 82 + 26 * Math.ceil(folders.length / 3);
    const head = { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${number(width)} ${number(height)}`, role: "group" };
    return tag(
      "svg",
      { ...head, width: width > WIDTH ? width : "", "font-family": "sans-serif" },
      tag("title", {}, escaped(`Map of ${focus.short}`)),
      tag("desc", {}, escaped(described(focus, all))),
      ...words,
      ...edges(all, boxes),
      ...[...boxes].map(([node, box]) => drawnNode(graph, node, box, node === focus, root)),
      ...legend(folders, width, bottom),
    );
  };

  globalThis.toymodelsMaps = { Graph, map };
})();
