// SPDX-FileCopyrightText: 2026 GoDonu contributors
// SPDX-License-Identifier: EUPL-1.2
(function () {
  "use strict";
  var form = document.querySelector(".suche"), box = document.getElementById("suchwort");
  var said = document.getElementById("treffer"), cards = document.querySelectorAll(".karte");
  function plain(text) {
    return text.toLowerCase().replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue").replace(/ß/g, "ss");
  }
  function filter() {
    var words = plain(box.value).split(/\s+/).filter(Boolean), found = 0;
    cards.forEach(function (card) {
      var text = plain(card.dataset.suche);
      card.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      if (!card.hidden) { found += 1; }
    });
    document.querySelectorAll(".thema").forEach(function (part) {
      part.hidden = !part.querySelector(".karte:not([hidden])");
    });
    document.querySelector(".themen").hidden = words.length > 0;
    said.textContent = !words.length ? "" : found === 0
      ? "Kein Datensatz gefunden. Versuchen Sie ein anderes oder kürzeres Wort."
      : found + (found === 1 ? " Datensatz gefunden" : " Datensätze gefunden");
  }
  form.hidden = false;
  box.value = new URLSearchParams(location.search).get("q") || box.value;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  box.addEventListener("input", filter);
  filter();
})();
