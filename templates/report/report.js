// What the report's page does in a browser: filters the findings and draws the picture. Without it the page still reads.
"use strict";
/** Zoom below which nobody reads a label, and pixels beyond which browsers draw no canvas. */
const readable = 0.6;
const tallest = 14_000;
/** More boxes for roles than these are drawn as one for each kind, and more administrators than those as one. */
const fewRoles = 20;
const fewAdministrators = 8;
/** Boxes of one namespace alone stand beside it, those of a lower rank above all. */
const ownRank = 4;
const verdicts = ["holds", "conditional", "unknown", "broken"];

filterFindings();
drawPicture();

function filterFindings() {
  const form = document.getElementById("filters");
  const articles = [...document.querySelectorAll(".finding")];
  if (articles.length === 0) return;
  form.hidden = false;
  form.elements.settled.checked = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  function apply() {
    const severities = [...form.querySelectorAll("[name=severity]:checked")].map(({ value }) => value);
    const words = form.elements.text.value.toLowerCase().split(/\s+/u).filter(Boolean);
    let shown = 0;
    for (const article of articles) {
      const text = article.textContent.toLowerCase();
      const settled = article.dataset.settled !== "";
      article.hidden =
        !severities.includes(article.dataset.severity) ||
        (settled && !form.elements.settled.checked) ||
        !words.every((word) => text.includes(word));
      if (!article.hidden) shown += 1;
    }
    form.elements.count.value = `${shown} of ${articles.length} shown`;
  }
}
