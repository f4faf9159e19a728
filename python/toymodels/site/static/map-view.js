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

  const { root } = globalThis.toymodelsSite;

  const linked = (node) => made("a", { href: root + node.address }, made("code", {}, node.short));

  // Fills the section of maps; the address names the tab that is shown, each of which is drawn once.
  const showMaps = (section, place) => {
    const focus = graph.at(section.dataset.node);
    const panels = TABS.map(({ id, name }) => made("section", { class: "tab", id, "aria-label": name }));
    const links = TABS.map(({ id, name }) => made("a", { href: `#${id}` }, name));
    const drawn = (tab, panel) => {
      if (panel.childElementCount) return;
      const frame = made("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Map: ${tab.name}` });
      frame.innerHTML = map(graph, focus, tab.depth, tab.sides, root);
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
    place.replaceWith(tabs, ...panels);
    if (choose()) section.scrollIntoView();
    window.addEventListener("hashchange", choose);
  };

  // Puts in its place all that is reached on one side, a line for each number of steps.
  const listReached = (place, side) => {
    const steps = graph.steps(graph.at(document.querySelector(".maps").dataset.node), side);
    const lines = steps.map((nodes, before) => {
      const count = made("span", { class: "aside" }, `${before + 1} ${before ? "steps" : "step"}`);
      const names = nodes.flatMap((node, at) => (at ? [", ", linked(node)] : [linked(node)]));
      return made("li", {}, count, " ", ...names);
    });
    place.replaceWith(made("ol", { class: "reach" }, ...lines));
  };

  globalThis.toymodelsMapView = { listReached, showMaps };
})();
