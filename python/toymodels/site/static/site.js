// Search, menu, colours, keys, and what is loaded when it is wanted. Every page can be read without this script; nothing is
// fetched. What the menu holds is in `toymodelsMenu`, which the site's build adds to this file.
"use strict";

(() => {
  const root = new URL("../", document.currentScript.src).href;

  const made = (name, properties = {}, ...inner) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) node.setAttribute(key, value);
    node.append(...inner);
    return node;
  };

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
    const { dataset } = document.documentElement;
    if (theme === "system") delete dataset.theme;
    else dataset.theme = theme;
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
  document.head.append(made("link", { rel: "icon", href: `${root}static/icon.svg`, type: "image/svg+xml" }));

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
    let shut = false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      shut ||= !fold.open;
      fold.open = true;
    }
    if (shut) target.scrollIntoView();
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

  // Scripts of data call `unpack`: what they hold is deflated.
  const unpacking = [];
  const unpacked = () => Promise.all(unpacking);
  const unpack = (name, text) => unpacking.push(inflated(text).then((json) => (globalThis[name] = JSON.parse(json))));
  const inflated = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  };

  const promised = new Map();
  const loaded = (path) => promised.get(path) ?? promised.set(path, asked(path)).get(path);
  const asked = (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = root + path;
      script.async = false;
      script.addEventListener("load", () => resolve(unpacked()));
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
      const body = fold.querySelector(".sandbox-body") ?? fold.appendChild(made("div", { class: "sandbox-body" }));
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
    mapScripts ??= Promise.all(["static/maps.js", "static/graph.js"].map(loaded)).then(() => loaded("static/map-view.js"));
    try {
      await mapScripts;
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
    const place = made("p");
    section.append(made("h2", { id: "map" }, "Map"), place);
    const show = () => withMaps(place, (view) => view.showMaps(section, place));
    if (/^#(map|rests-on|supports)-\d$/.test(location.hash)) show();
    else whenSeen(section, show);
  };

  // A sentence that says how many declarations there are becomes a fold that lists them.
  const startReach = (sentence) => {
    const place = made("p");
    const fold = made("details", { class: "fold", ...sentence.dataset }, made("summary", {}, sentence.textContent), place);
    sentence.replaceWith(fold);
    fold.addEventListener("toggle", () => withMaps(place, (view) => view.listReached(place, sentence.dataset.side)), {
      once: true,
    });
  };

  // A figure of a module that stands on a theorem's page too is drawn when it comes into sight.
  const startFigure = (figure) =>
    whenSeen(figure, async () => {
      const { figure: slug } = figure.dataset;
      await loaded(`figure/${slug}.js`);
      const drawn = document.createElement("div");
      drawn.innerHTML = globalThis[`figure/${slug}`];
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

  const KEYS = [
    ["/", "search"],
    ["p", "open or fold all proofs"],
    ["j k", "next, previous theorem on the page"],
    ["t", "light, dark or the system’s colours"],
    ["?", "these keys"],
  ];

  const keyList = () => {
    const keys = (text) => text.split(" ").flatMap((key) => [made("kbd", {}, key), " "]);
    const lines = KEYS.flatMap(([text, words]) => [made("dt", {}, ...keys(text)), made("dd", {}, words)]);
    return made("dl", { class: "key-list" }, ...lines);
  };

  const dialog = () => {
    const close = made("form", { method: "dialog" }, made("button", { class: "tool" }, "Close"));
    const title = made("h2", { id: "keys-title" }, "Keys");
    const shown = made("dialog", { class: "keys", "aria-labelledby": "keys-title" }, title, keyList(), close);
    document.body.append(shown);
    return shown;
  };

  const showKeys = () => {
    const shown = document.querySelector("dialog.keys") ?? dialog();
    if (!shown.open) shown.showModal();
  };

  const addTools = () => {
    const field = made("input", {
      ...{ id: "search-field", name: "q", type: "search", placeholder: "Search" },
      ...{ autocomplete: "off", spellcheck: "false" },
    });
    const label = made("label", { for: field.id, class: "visually-hidden" }, "Search names, words, symbols, sources");
    const form = { class: "search", role: "search", action: `${root}search.html`, method: "get" };
    const theme = made("button", { type: "button", class: "tool", "data-action": "theme" });
    const keys = made("button", { type: "button", class: "tool", "data-action": "keys", "aria-haspopup": "dialog" }, "Keys");
    theme.addEventListener("click", nextTheme);
    keys.addEventListener("click", showKeys);
    document
      .querySelector(".top")
      .append(
        made("form", form, label, field, made("kbd", { "aria-hidden": "true" }, "/")),
        made("div", { class: "tools" }, theme, keys),
      );
  };

  // A page that has no contents, and a module's, which has its sections only, get theirs from its headings.
  const fillContents = () => {
    const main = document.querySelector("main.one-theorem, main.module");
    if (!main) return;
    const line = (heading) => {
      const around = heading.closest("article[id]");
      const id = around?.id || heading.id || heading.closest("section[id]")?.id;
      if (!id) return [];
      const name = around ? made("code", {}, heading.textContent) : heading.textContent;
      return [made("li", around ? { class: "level-3" } : {}, made("a", { href: `#${encodeURIComponent(id)}` }, name))];
    };
    const lines = [...main.querySelectorAll("h2, article[id] h3")].flatMap(line);
    const close = made("a", { class: "close-menu", href: "#page-text" }, "Close");
    const aside = made(
      "aside",
      { class: "contents", id: "page-contents", "aria-label": "On this page" },
      ...[close, made("h2", {}, "On this page"), made("ul", {}, ...lines)],
    );
    document.getElementById("page-contents")?.remove();
    main.after(aside);
    if (main.querySelector(".contents-link")) return;
    main.prepend(made("p", { class: "contents-link" }, made("a", { href: "#page-contents" }, "On this page")));
  };

  // Every page has a short menu of its own; all sections and modules come from one list.
  const fillMenu = () => {
    const menu = document.getElementById("site-menu");
    const here = location.href.replace(/[?#].*/, "").replace(/\/$/, "/index.html");
    const inside = document.querySelector(".library .inside, .where a")?.href.replace(/#.*/, "");
    const { sections, folders } = globalThis.toymodelsMenu;
    const link = ([path, name]) => {
      const href = root + path;
      const marks = href === here ? { "aria-current": "page" } : href === inside ? { class: "inside" } : {};
      return made("li", {}, made("a", { href, ...marks }, name));
    };
    const folder = ([name, modules], place) => {
      const isOpen = inside ? modules.some(([path]) => root + path === inside) : place === 0;
      const head = made("summary", {}, `${name} `, made("span", { class: "count" }, modules.length));
      return made("details", { class: "folder", ...(isOpen && { open: "" }) }, head, made("ul", {}, ...modules.map(link)));
    };
    const listed = made("ul", { class: "sections" }, ...sections.map(link));
    menu.querySelector(".sections").replaceWith(listed, ...folders.map(folder));
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

  globalThis.toymodelsSite = { root, sentenceNodes, unpack, unpacked };

  const onScroll = ({ target }) => {
    if (target instanceof Element && target.matches(".formula")) edges(target);
  };

  document.addEventListener("scroll", onScroll, { capture: true, passive: true });
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", announceWideFormulas, true);
  window.addEventListener("resize", announceWideFormulas);
  window.addEventListener("hashchange", reveal);
  document.addEventListener("DOMContentLoaded", () => {
    addTools();
    applyTheme();
    fillMenu();
    document.querySelector(".keys-here")?.replaceWith(keyList());
    for (const fold of document.querySelectorAll(".sandbox")) startSandbox(fold);
    for (const section of document.querySelectorAll(".calculator")) startCalculator(section);
    for (const node of document.querySelectorAll(".training")) startTraining(node);
    for (const section of document.querySelectorAll(".maps[data-node]")) startMaps(section);
    fillContents();
    for (const sentence of document.querySelectorAll("[data-side]")) startReach(sentence);
    for (const figure of document.querySelectorAll("[data-figure]")) startFigure(figure);
    if (document.querySelector("[data-same]")) loaded("static/goals.js");
    startCards();
    announceWideFormulas();
    document.fonts.ready.then(announceWideFormulas);
    reveal();
  });
})();
