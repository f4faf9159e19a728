// Colours, keys, and what is loaded when it is wanted. Every page can be read without this script; nothing is fetched.
"use strict";

(() => {
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];

  const remember = (value) => {
    try {
      localStorage.setItem("toymodels-theme", value);
    } catch {
      // Storage is refused: the choice lasts for this page only.
    }
  };

  const remembered = () => {
    try {
      const value = localStorage.getItem("toymodels-theme");
      return themes.includes(value) ? value : "system";
    } catch {
      return "system";
    }
  };

  let theme = remembered();

  const applyTheme = () => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const button = document.querySelector('[data-action="theme"]');
    if (button) {
      button.textContent = { system: "Auto", light: "Light", dark: "Dark" }[theme];
      button.setAttribute("aria-label", `Colours: ${theme}. Change them`);
    }
  };

  const nextTheme = () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    remember(theme);
    applyTheme();
  };

  applyTheme();

  const toggleAll = (selector) => {
    const folds = [...document.querySelectorAll(selector)];
    const open = folds.some((fold) => !fold.open);
    for (const fold of folds) fold.open = open;
  };

  // A link into a fold opens it, so that no address leads to something hidden.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    const inner = target.matches(".aux") ? target.querySelector("details") : null;
    if (inner) inner.open = true;
    let shut = false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      shut ||= !fold.open;
      fold.open = true;
    }
    if (shut || inner) target.scrollIntoView();
  };

  const edges = (formula) => {
    const beyond = formula.scrollWidth - formula.clientWidth - formula.scrollLeft;
    const sides = [formula.scrollLeft > 1 && "left", beyond > 1 && "right"].filter(Boolean);
    if (sides.length) formula.dataset.beyond = sides.join(" ");
    else delete formula.dataset.beyond;
  };

  // A formula too wide for its place scrolls, fades where it goes on, can be reached by keys and is announced.
  const announceWideFormulas = () => {
    for (const formula of document.querySelectorAll(".formula")) {
      if (formula.scrollWidth > formula.clientWidth + 1) {
        formula.tabIndex = 0;
        formula.setAttribute("role", "group");
        formula.setAttribute("aria-label", "Formula, scrolls sideways");
      } else if (formula.hasAttribute("role")) {
        for (const name of ["tabindex", "role", "aria-label"]) formula.removeAttribute(name);
      }
      edges(formula);
    }
  };

  const step = (direction) => {
    const blocks = [...document.querySelectorAll("main .theorem, main .entries > li, main .headlines > li")];
    const here = blocks.findIndex((block) => block.getBoundingClientRect().top > 90);
    const at = here < 0 ? blocks.length : here;
    const onNext = blocks[at] && blocks[at].getBoundingClientRect().top < 130;
    const goal = blocks[direction > 0 ? (onNext ? at + 1 : at) : at - 1];
    if (!goal) return;
    goal.scrollIntoView();
    const link = goal.querySelector("a");
    if (link) link.focus({ preventScroll: true });
  };

  const promised = new Map();
  const loaded = (path) => promised.get(path) ?? promised.set(path, asked(path)).get(path);
  const asked = (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${document.body.dataset.root}${path}`;
      script.async = false;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${path} is missing; build the site again`)));
      document.head.append(script);
    });

  const sandboxScripts = [
    ...["exact", "evaluator", "instances", "plane", "controls", "sandbox"].map((name) => `static/${name}.js`),
    "sandbox/definitions.js",
  ];

  // Nothing of a sandbox is loaded before somebody opens it.
  const startSandbox = (fold) => {
    const start = async () => {
      if (!fold.open || fold.dataset.started) return;
      fold.dataset.started = "yes";
      const body = fold.querySelector(".sandbox-body");
      try {
        await Promise.all(sandboxScripts.map(loaded));
        const statement = JSON.parse(fold.querySelector("template").content.textContent);
        body.replaceChildren();
        new globalThis.toymodelsSandbox.Sandbox(body, statement);
      } catch (error) {
        body.textContent = `The sandbox does not start: ${error.message}.`;
        throw error;
      }
    };
    fold.addEventListener("toggle", start);
    start();
  };

  const calculatorScripts = ["exact", "evaluator", "bounds", "tensors", "geometry", "bounds_page"];

  const startCalculator = async (section) => {
    try {
      await Promise.all(calculatorScripts.map((name) => loaded(`static/${name}.js`)));
      const data = JSON.parse(section.querySelector("template").content.textContent);
      new globalThis.toymodelsCalculator.Calculator(section, document.querySelector(".bounds-list"), data);
    } catch (error) {
      section.querySelector(".calculator-told").textContent = `The calculator does not start: ${error.message}.`;
      throw error;
    }
  };

  const startTraining = async (node) => {
    try {
      await Promise.all(["exact", "evaluator", "training"].map((name) => loaded(`static/${name}.js`)));
      new globalThis.toymodelsTraining.Training(node, JSON.parse(node.querySelector("template").content.textContent));
    } catch (error) {
      node.querySelector(".training-told").textContent = `The model does not start: ${error.message}.`;
      throw error;
    }
  };

  let mapScripts;

  const withMaps = async (place, show) => {
    mapScripts ??= ["static/maps.js", "static/graph.js", "static/map-view.js"].map(loaded);
    try {
      await Promise.all(mapScripts);
      show(globalThis.toymodelsMapView);
    } catch (error) {
      place.textContent = `Nothing can be drawn: ${error.message}.`;
      throw error;
    }
  };

  const whenSeen = (element, act) => {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        act();
      },
      { rootMargin: "400px" },
    );
    seen.observe(element);
  };

  // The graph is loaded when a map comes into sight or is asked for, or a list that is made from it is opened.
  const startMaps = (section) => {
    const show = () => withMaps(section.querySelector(".unscripted"), (view) => view.showMaps(section));
    if (/^#(map|rests-on|supports)-\d$/.test(location.hash)) show();
    else whenSeen(section, show);
  };

  const startReach = (fold) =>
    fold.addEventListener(
      "toggle",
      () => withMaps(fold.querySelector(".unscripted"), (view) => view.listReached(fold)),
      { once: true },
    );

  // A figure of a module that stands on a theorem's page too is drawn when it comes into sight.
  const startFigure = (figure) =>
    whenSeen(figure, async () => {
      const { figure: slug } = figure.dataset;
      await loaded(`figure/${slug}.js`);
      const drawn = document.createElement("div");
      drawn.innerHTML = globalThis.toymodelsFigures[slug];
      figure.querySelector(".unscripted").replaceWith(drawn.firstElementChild);
    });

  // What the names on a page mean is loaded when the pointer or the focus first comes to a link.
  const startCards = () => {
    const begin = async (event) => {
      if (!event.target.closest?.("main a[href]")) return;
      for (const type of ["pointerover", "focusin"]) document.removeEventListener(type, begin);
      if (!window.toymodelsIndex) await loaded("static/search-index.js");
      await loaded("static/cards.js");
      globalThis.toymodelsCards.start(event);
    };
    if (!matchMedia("(hover: hover)").matches) return;
    for (const type of ["pointerover", "focusin"]) document.addEventListener(type, begin);
  };

  const showKeys = () => {
    const dialog = document.querySelector("dialog.keys");
    if (dialog && !dialog.open) dialog.showModal();
  };

  const actions = {
    "/": () => document.getElementById("search-field").select(),
    p: () => toggleAll(".proof-fold"),
    j: () => step(1),
    k: () => step(-1),
    t: nextTheme,
    "?": showKeys,
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  // The words of the library are Markdown of which only code in backticks occurs in a first sentence.
  const sentenceNodes = (text) =>
    text.split("`").map((part, place) => {
      if (place % 2 === 0) return document.createTextNode(part);
      return Object.assign(document.createElement("code"), { textContent: part });
    });

  globalThis.toymodelsSite = { sentenceNodes };

  const onScroll = ({ target }) => {
    if (target instanceof Element && target.matches(".formula")) edges(target);
  };

  document.addEventListener("scroll", onScroll, { capture: true, passive: true });
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", announceWideFormulas, true);
  window.addEventListener("resize", announceWideFormulas);
  window.addEventListener("hashchange", reveal);
  document.addEventListener("DOMContentLoaded", () => {
    const tools = document.querySelector(".tools");
    tools.hidden = false;
    tools.querySelector('[data-action="theme"]').addEventListener("click", nextTheme);
    tools.querySelector('[data-action="keys"]').addEventListener("click", showKeys);
    applyTheme();
    for (const fold of document.querySelectorAll(".sandbox")) startSandbox(fold);
    for (const section of document.querySelectorAll(".calculator")) startCalculator(section);
    for (const node of document.querySelectorAll(".training")) startTraining(node);
    for (const section of document.querySelectorAll(".maps")) startMaps(section);
    for (const fold of document.querySelectorAll("details[data-side]")) startReach(fold);
    for (const figure of document.querySelectorAll("[data-figure]")) startFigure(figure);
    if (document.querySelector("[data-same]")) loaded("static/goals.js");
    startCards();
    announceWideFormulas();
    document.fonts.ready.then(announceWideFormulas);
    reveal();
  });
})();
