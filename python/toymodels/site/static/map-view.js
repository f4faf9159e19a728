// The maps of a theorem's page: a tab for each depth, drawn when it is shown, and what a declaration rests on in all.
// `maps.js` and `graph.js` come first.
"use strict";

(() => {
  const { Graph, map } = globalThis.toymodelsMaps;
  const graph = new Graph(globalThis.toymodelsGraph);
  const BOTH = ["uses", "usedBy"];
  const TABS = [
    { id: "map-1", name: "One step", depth: 1, sides: BOTH },
    { id: "map-2", name: "Two steps", depth: 2, sides: BOTH },
    { id: "rests-on-3", name: "Rests on, three steps", depth: 3, sides: ["uses"] },
    { id: "supports-3", name: "Supports, three steps", depth: 3, sides: ["usedBy"] },
  ];

  const made = (name, properties, ...inner) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) node.setAttribute(key, value);
    node.append(...inner);
    return node;
  };

  const root = () => document.body.dataset.root;

  const linked = (node) => made("a", { href: root() + node.address }, made("code", {}, node.short));

  // Fills the section of maps; the address names the tab that is shown, each of which is drawn once.
  const showMaps = (section) => {
    const focus = graph.at(section.dataset.node);
    const panels = TABS.map(({ id, name }) => made("section", { class: "tab", id, "aria-label": name }));
    const links = TABS.map(({ id, name }) => made("a", { href: `#${id}` }, name));
    const drawn = (tab, panel) => {
      if (panel.childElementCount) return;
      const frame = made("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Map: ${tab.name}` });
      frame.innerHTML = map(graph, focus, tab.depth, tab.sides, root());
      panel.append(frame);
    };
    const choose = () => {
      const asked = TABS.findIndex(({ id }) => `#${id}` === location.hash);
      const chosen = Math.max(0, asked);
      panels.forEach((panel, place) => (panel.hidden = place !== chosen));
      links.forEach((link, place) => link.setAttribute("aria-current", place === chosen));
      drawn(TABS[chosen], panels[chosen]);
      return asked >= 0;
    };
    const tabs = made("ul", { class: "tabs", "aria-label": "Depth of the map" }, ...links.map((link) => made("li", {}, link)));
    section.querySelector(".unscripted")?.replaceWith(tabs, ...panels);
    if (choose()) section.scrollIntoView();
    window.addEventListener("hashchange", choose);
  };

  // Fills a fold with all that is reached on one side, a line for each number of steps.
  const listReached = (fold) => {
    const steps = graph.steps(graph.at(fold.dataset.node), fold.dataset.side);
    const lines = steps.map((nodes, place) => {
      const count = made("span", { class: "aside" }, `${place + 1} ${place ? "steps" : "step"}`);
      const names = nodes.flatMap((node, at) => (at ? [", ", linked(node)] : [linked(node)]));
      return made("li", {}, count, " ", ...names);
    });
    fold.querySelector(".unscripted")?.replaceWith(made("ol", { class: "reach" }, ...lines));
  };

  globalThis.toymodelsMapView = { listReached, showMaps };
})();
