// Writes out what a goal has from before, which its page says by numbers and words only: hypotheses and the conclusion.
"use strict";

(() => {
  const hypotheses = (proof) => {
    const written = [...proof.querySelectorAll(".steps div > ul > li")].map((item) => item.textContent);
    for (const list of proof.querySelectorAll("[data-same]")) {
      const same = list.dataset.same.split(" ").map((number) => {
        return Object.assign(document.createElement("li"), { className: "old", textContent: written[number] });
      });
      list.prepend(...same);
    }
  };

  const conclusions = (proof) => {
    let last = "";
    for (const line of proof.querySelectorAll(".steps div > p:not(.case)")) {
      if (line.className === "same") Object.assign(line, { className: "", textContent: last });
      else last = line.textContent;
    }
  };

  for (const proof of document.querySelectorAll(".proof")) {
    hypotheses(proof);
    conclusions(proof);
  }
})();
