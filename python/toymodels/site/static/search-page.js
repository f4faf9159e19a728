// The search page: results while one types. `search.js` and `search-index.js` come first.
"use strict";

(() => {
  const MOST = 100;

  const resultItem = ({ kind, name, sentence, address, rank }) => {
    const item = document.createElement("li");
    const head = Object.assign(document.createElement("p"), { className: "entry-name" });
    const link = Object.assign(document.createElement("a"), { href: address });
    const isCode = kind !== "module" && kind !== "paper";
    link.append(isCode ? Object.assign(document.createElement("code"), { textContent: name }) : name);
    const words = rank === 3 ? `main ${kind}` : kind;
    head.append(link, " ", Object.assign(document.createElement("span"), { className: "aside", textContent: words }));
    const said = Object.assign(document.createElement("p"), { className: "entry-words" });
    said.append(...globalThis.toymodelsSite.sentenceNodes(sentence));
    item.append(head, said);
    return item;
  };

  const status = ({ found, hidden, instead }) => {
    const count = found.length > MOST ? `${MOST} of ${found.length} results` : `${found.length} results`;
    const read = instead.map(([word, near]) => `; ${near.slice(0, 3).join(", ")} for ${word}`).join("");
    return `${count}${hidden ? `, ${hidden} more among witnesses` : ""}${read}`;
  };

  document.addEventListener("DOMContentLoaded", async () => {
    await globalThis.toymodelsSite.unpacked();
    const field = document.getElementById("search-field");
    const witnesses = document.getElementById("search-witnesses");
    const list = document.getElementById("search-results");
    const finder = new globalThis.toymodelsSearch.Finder(globalThis.toymodelsIndex);
    const show = () => {
      const result = finder.search(field.value, { witnesses: witnesses.checked });
      list.replaceChildren(...result.found.slice(0, MOST).map(resultItem));
      document.getElementById("search-status").textContent = field.value.trim() ? status(result) : "";
    };
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    field.addEventListener("input", show);
    witnesses.addEventListener("change", show);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      list.querySelector("a")?.focus();
    });
    document.querySelector(".search-choice").hidden = false;
    show();
    field.focus();
  });
})();
