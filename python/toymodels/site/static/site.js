// Colours, keys and search. Every page can be read without this script; nothing is fetched.
"use strict";

(() => {
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];

  // ---------------------------------------------------------------------------------------------------------- colours

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

  // ------------------------------------------------------------------------------------------------------------ folds

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

  // A formula too wide for its place scrolls, and can then be reached by keys and is announced.
  const announceWideFormulas = () => {
    for (const formula of document.querySelectorAll(".formula")) {
      if (formula.scrollWidth > formula.clientWidth + 1) {
        formula.tabIndex = 0;
        formula.setAttribute("role", "group");
        formula.setAttribute("aria-label", "Formula, scrolls sideways");
      } else if (formula.hasAttribute("role")) {
        for (const name of ["tabindex", "role", "aria-label"]) formula.removeAttribute(name);
      }
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

  // ---------------------------------------------------------------------------------------------------------- sandbox

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

  // ----------------------------------------------------------------------------------------------------------- search

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // Every word must occur; a name counts more than a sentence, a sentence more than the rest.
  const search = (query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const [kind, name, sentence, address, more] of window.toymodelsIndex) {
      const fields = [fold(name), fold(sentence), fold(more)];
      let score = 0;
      for (const word of words) {
        const at = fields.findIndex((field) => field.includes(word));
        if (at < 0) {
          score = -1;
          break;
        }
        score += [8, 3, 1][at] + (at === 0 && fields[0].startsWith(word) ? 4 : 0) + (fields[0] === word ? 16 : 0);
      }
      if (score > 0) found.push({ kind, name, sentence, address, score });
    }
    return found.sort((a, b) => b.score - a.score);
  };

  // The index's sentences are Markdown of which only code in backticks occurs.
  const sentenceNodes = (text) =>
    text.split("`").map((part, place) => {
      if (place % 2 === 0) return document.createTextNode(part);
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });

  const resultItem = (result) => {
    const item = document.createElement("li");
    const head = document.createElement("p");
    head.className = "entry-name";
    const link = document.createElement("a");
    link.href = result.address.split("/").map((part) => part.split("#").map(encodeURIComponent).join("#")).join("/");
    const isCode = result.kind !== "module" && result.kind !== "paper";
    link.append(isCode ? Object.assign(document.createElement("code"), { textContent: result.name }) : result.name);
    const kind = document.createElement("span");
    kind.className = "aside";
    kind.textContent = result.kind;
    head.append(link, " ", kind);
    const words = document.createElement("p");
    words.className = "entry-words";
    words.append(...sentenceNodes(result.sentence));
    item.append(head, words);
    return item;
  };

  const startSearchPage = (field) => {
    const list = document.getElementById("search-results");
    if (!list) return;
    const status = document.getElementById("search-status");
    const most = 100;
    const show = () => {
      const results = search(field.value);
      list.replaceChildren(...results.slice(0, most).map(resultItem));
      const count = results.length > most ? `${most} of ${results.length} results` : `${results.length} results`;
      status.textContent = field.value.trim() ? count : "";
    };
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    field.addEventListener("input", show);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const link = list.querySelector("a");
      if (link) link.focus();
    });
    show();
    field.focus();
  };

  // ------------------------------------------------------------------------------------------------------------- keys

  const showKeys = () => {
    const dialog = document.querySelector("dialog.keys");
    if (dialog && !dialog.open) dialog.showModal();
  };

  const actions = {
    "/": () => document.getElementById("search-field").select(),
    p: () => toggleAll(".proof-fold"),
    e: () => toggleAll(".evidence-fold"),
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
    startSearchPage(document.getElementById("search-field"));
    for (const fold of document.querySelectorAll(".sandbox")) startSandbox(fold);
    for (const section of document.querySelectorAll(".calculator")) startCalculator(section);
    for (const node of document.querySelectorAll(".training")) startTraining(node);
    announceWideFormulas();
    reveal();
  });
})();
