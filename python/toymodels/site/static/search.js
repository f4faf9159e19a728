// Finding things by words: synonyms, plurals and slips of the pen are understood, symbols are written in any way.
//
// `new Finder({records, synonyms})` takes records `[kind, name, sentence, address, more, rank]`; a rank of 0 is a witness, which
// is left out unless it is asked for, or called by its name.
"use strict";

(() => {
  const WEIGHTS = [12, 4, 1];
  const SHORTEST_PREFIX = 3;
  const LEAST_FOR_SLIP = 5;
  const LEAST_FOR_TWO = 9;

  // `Wᵢ`, `W_i` and `W_{i}` are the word `wi`; words part at `_`, at dots and where a capital follows a small letter.
  const wordsOf = (text) =>
    text
      .replace(/(?<![\p{L}\p{N}])(\p{L})_\{?(\p{L}|\d)\}?(?![\p{L}\p{N}])/gu, "$1$2")
      .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s_.,;:()[\]{}`'"]/gu) ?? [];

  // A plural is found under its singular.
  const stem = (word) => (word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word);

  // Whether two words differ by at most `most` letters that are wrong, missing, too many or swapped with their neighbour.
  const isNear = (left, right, most) => {
    if (Math.abs(left.length - right.length) > most) return false;
    let [older, old] = [[], [...Array(right.length + 1).keys()]];
    for (let i = 1; i <= left.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= right.length; j += 1) {
        const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
        const changed = old[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
        row[j] = Math.min(changed, old[j] + 1, row[j - 1] + 1, swapped ? older[j - 2] + 1 : Infinity);
      }
      if (Math.min(...row) > most) return false;
      [older, old] = [old, row];
    }
    return old[right.length] <= most;
  };

  class Finder {
    constructor({ records, synonyms }) {
      this.records = records.map(([kind, name, sentence, address, more, rank]) => {
        const fields = [name, sentence, more].map((text) => [...new Set(wordsOf(text).map(stem))]);
        return { kind, name, sentence, address, rank, fields, plain: wordsOf(name).join(" ") };
      });
      this.words = new Set(this.records.flatMap(({ fields }) => fields.flat()));
      this.synonyms = synonyms.map((group) => group.map((phrase) => wordsOf(phrase).map(stem)));
    }

    // What a query finds, the best first: `found`, how many witnesses were `hidden`, and the words read `instead` of others.
    search(query, { witnesses = false } = {}) {
      const words = wordsOf(query).map(stem);
      if (!words.length) return { found: [], hidden: 0, instead: [] };
      const instead = [];
      const terms = this.terms(words, instead);
      const called = wordsOf(query).join(" ");
      const all = this.records
        .map((record) => ({ ...record, score: this.score(record, terms, called) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score);
      const found = witnesses ? all : all.filter(({ rank, plain }) => rank > 0 || plain === called);
      return { found, hidden: all.length - found.length, instead };
    }

    // A term is a list of phrases that mean the same, one of which must be found. The longest synonym is taken first.
    terms(words, instead) {
      const terms = [];
      for (let at = 0; at < words.length; ) {
        const starts = ([...phrase]) => phrase.every((word, place) => word === words[at + place]);
        const known = this.synonyms.flatMap((group) => group.filter(starts).map((phrase) => ({ group, phrase })));
        if (known.length) {
          const longest = Math.max(...known.map(({ phrase }) => phrase.length));
          const meant = known.filter(({ phrase }) => phrase.length === longest);
          terms.push([meant[0].phrase, ...meant.flatMap(({ group, phrase }) => group.filter((each) => each !== phrase))]);
          at += longest;
        } else {
          terms.push(this.meant(words[at], instead).map((word) => [word]));
          at += 1;
        }
      }
      return terms;
    }

    // A word as it is, if anything has it; else the words that it may be a slip for.
    meant(word, instead) {
      if (word.length < LEAST_FOR_SLIP || [...this.words].some((each) => matches(each, word))) return [word];
      const slips = [1, 2].slice(0, word.length < LEAST_FOR_TWO ? 1 : 2);
      for (const most of slips) {
        const near = [...this.words].filter((each) => each.length >= LEAST_FOR_SLIP - 1 && isNear(each, word, most));
        if (near.length) {
          instead.push([word, near]);
          return near;
        }
      }
      return [word];
    }

    score(record, terms, called) {
      let score = 0;
      for (const phrases of terms) {
        const best = Math.max(...phrases.map((phrase, place) => phraseScore(record.fields, phrase) * (place ? 0.9 : 1)));
        if (best <= 0) return 0;
        score += best;
      }
      const isCalled = record.plain === called ? 1000 : 0;
      return score * (1 + record.rank / 4) + isCalled;
    }
  }

  // A short word must be there as it is; a longer one may begin a word.
  const matches = (has, word) => has === word || (word.length >= SHORTEST_PREFIX && has.startsWith(word));

  const wordScore = (fields, word) =>
    Math.max(
      ...fields.map((field, place) =>
        field.includes(word) ? WEIGHTS[place] * 1.5 : field.some((has) => matches(has, word)) ? WEIGHTS[place] : 0,
      ),
    );

  // All words of a phrase must be found; the worst of them counts.
  const phraseScore = (fields, phrase) => Math.min(...phrase.map((word) => wordScore(fields, word)));

  globalThis.toymodelsSearch = { Finder, isNear, wordsOf };
})();
