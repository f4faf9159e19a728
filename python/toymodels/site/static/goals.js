// Writes out the hypotheses that a goal has from before, which its page says by their numbers only.
"use strict";

(() => {
  for (const proof of document.querySelectorAll(".proof")) {
    const known = new Map([...proof.querySelectorAll("[data-h]")].map((item) => [item.dataset.h, item.textContent]).reverse());
    for (const list of proof.querySelectorAll("[data-same]")) {
      const items = list.dataset.same.split(" ").map((number) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("code"), { textContent: known.get(number) }));
        return item;
      });
      list.prepend(...items);
    }
  }
})();
