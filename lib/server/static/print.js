// Printing: the button « Imprimer », and charts made to fit an A4 page while it is printed.
"use strict";
(() => {
  // A4 less the margins of print.css, in CSS pixels (96 to the inch); a little less, so that two charts share a page.
  const PAPER = ((210 - 2 * 14) / 25.4) * 96 * 0.8;

  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-imprimer button")) window.print();
  });

  // A chart is drawn for the window and does not hear that the page has become narrower: it is shrunk as a whole.
  const charts = () => document.querySelectorAll(".js-plotly-plot");
  window.addEventListener("beforeprint", () => {
    for (const chart of charts()) chart.style.zoom = String(Math.min(1, PAPER / chart.getBoundingClientRect().width));
  });
  window.addEventListener("afterprint", () => {
    for (const chart of charts()) chart.style.zoom = "";
  });
})();
