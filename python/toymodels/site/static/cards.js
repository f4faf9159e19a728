// Cards: what a linked name stands for, beside the link that the pointer or the focus is at. `search-index.js` comes first.
//
// A card stays while the pointer is on it, and goes with Escape.
"use strict";

(() => {
  const DELAY = 250;
  const GAP = 6;
  const records = new Map(globalThis.toymodelsIndex.records.map((record) => [record[3], record]));
  const { root } = globalThis.toymodelsSite;

  const card = Object.assign(document.createElement("div"), { className: "card", id: "card", hidden: true });
  card.setAttribute("role", "tooltip");
  document.querySelector("main").append(card);

  let link = null;
  let timer = 0;

  // A link to the page that one is on says nothing new.
  const recordOf = (anchor) => {
    const { href } = anchor;
    if (!href.startsWith(root) || href.split("#")[0] === location.href.split("#")[0]) return undefined;
    return records.get(href.slice(root.length));
  };

  const fill = ([kind, name, sentence]) => {
    const head = Object.assign(document.createElement("p"), { className: "card-head" });
    head.append(Object.assign(document.createElement("code"), { textContent: name }), ` ${kind}`);
    const words = document.createElement("p");
    words.append(...globalThis.toymodelsSite.sentenceNodes(sentence));
    card.replaceChildren(head, ...(sentence ? [words] : []));
  };

  // Below the link, or above it where there is more room.
  const place = () => {
    const at = link.getClientRects()[0];
    const { width, height } = card.getBoundingClientRect();
    const below = at.bottom + GAP + height <= innerHeight || at.top < innerHeight - at.bottom;
    card.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`;
    card.style.left = `${Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP))}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    link = null;
    card.hidden = true;
  };

  const show = (anchor, record) => {
    hide();
    link = anchor;
    link.setAttribute("aria-describedby", card.id);
    fill(record);
    card.hidden = false;
    place();
  };

  const come = (target) => {
    const anchor = target.closest?.("main a[href]");
    const record = anchor && recordOf(anchor);
    if (anchor === link || card.contains(target)) {
      clearTimeout(timer);
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => (record ? show(anchor, record) : hide()), DELAY);
  };

  // A page that scrolls under a pointer at rest has not been pointed at.
  let rest = "";
  const point = ({ target, clientX, clientY }) => {
    const here = `${clientX},${clientY}`;
    if (here !== rest) come(target);
    rest = here;
  };

  const start = (event) => {
    document.addEventListener("pointerover", point);
    document.addEventListener("focusin", (event) => come(event.target));
    document.addEventListener("scroll", () => card.hidden || hide(), { passive: true });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    point(event);
  };

  globalThis.toymodelsCards = { start };
})();
