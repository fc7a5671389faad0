// Puts Streamlit's own texts in French as they appear. Only whole texts of the dictionary are replaced, so that
// what people wrote stays as it is. A mutation observer runs before the browser paints: no English flashes by.
"use strict";
// Before the session opens the server is told whether the window is as narrow as a phone's (lib/ui/session.py).
document.cookie = `passerelle_etroit=${window.innerWidth < 640 ? 1 : 0}; path=/; SameSite=Strict`;
(() => {
  const { texts, patterns, places } = /* DICTIONARY */ {};
  const words = ({ within, texts = {}, patterns = [] }) => ({
    within,
    dictionary: new Map(Object.entries(texts)),
    rules: patterns.map(({ match, french }) => ({ match: new RegExp(`^(?:${match})$`, "s"), french })),
  });
  const everywhere = words({ texts, patterns });
  // Where short words stand ("Sum", "Range"), or what people wrote beside Streamlit's words: only these are read there.
  const special = places.map(words);
  const wordsOf = (element) => special.find(({ within }) => element.closest(within)) ?? everywhere;
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "data-title"];
  // Drawings, what users typed, and texts shown letter by letter (quotations) are not Streamlit's to translate.
  const LEFT_ALONE = "svg, canvas, script, style, textarea, [data-testid='stText'], [data-testid='stIconMaterial']";
  const LONGEST = 400;
  const NO_FIGURE = "sans chiffre";

  const UNITS = { B: "octets", KB: "Ko", MB: "Mo", GB: "Go" };
  const inFrenchUnits = (text) =>
    text.replace(/(\d+)(?:\.(\d+))?\s?(B|KB|MB|GB)\b/g, (_, whole, decimals, unit) =>
      `${whole}${decimals ? `,${decimals}` : ""}\u00a0${UNITS[unit]}`);

  const translate = (text, { dictionary, rules }) => {
    const core = text.trim();
    if (!core || core.length > LONGEST) return null;
    const known = dictionary.get(core);
    if (known !== undefined) return text.replace(core, () => known);
    for (const { match, french } of rules) {
      const found = match.exec(core);
      if (found) return french.replace(/\{(\d)\}/g, (_, group) => inFrenchUnits(found[group]));
    }
    return null;
  };

  // Buttons over a chart or a table are named after it: "Fullscreen: <its description>".
  const translateName = (text, { dictionary }) => {
    const colon = text.indexOf(": ");
    const known = colon > 0 ? dictionary.get(text.slice(0, colon)) : undefined;
    return known === undefined ? null : `${known}\u00a0${text.slice(colon)}`;
  };

  const doText = (node) => {
    if (!node.parentElement) return;
    const french = translate(node.data, wordsOf(node.parentElement));
    if (french !== null && french !== node.data) node.data = french;
  };

  const doAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (!value) continue;
      const own = wordsOf(element);
      const french = translate(value, own) ?? translateName(value, own);
      if (french !== null && french !== value) element.setAttribute(name, french);
    }
  };

  // A grid tells screen readers the number that it sorts by: below all others where people read « masqué » or « – ».
  const doCells = (root) => {
    const cells = root.matches("canvas [role='gridcell']") ? [root] : root.querySelectorAll("canvas [role='gridcell']");
    for (const cell of cells) if (cell.textContent === "-Infinity") cell.textContent = NO_FIGURE;
  };

  const doTree = (root) => {
    const element = root.nodeType === Node.TEXT_NODE ? root.parentElement : root;
    if (element?.nodeType === Node.ELEMENT_NODE) doCells(element);
    if (root.nodeType === Node.TEXT_NODE) {
      if (root.parentElement && !root.parentElement.closest(LEFT_ALONE)) doText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(LEFT_ALONE)) return;
    doAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === Node.ELEMENT_NODE && node.matches(LEFT_ALONE)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE) doText(node);
      else doAttributes(node);
    }
  };

  const observer = new MutationObserver((mutations) => {
    for (const mutation of mutations) {
      if (mutation.type === "childList") mutation.addedNodes.forEach(doTree);
      else if (mutation.type === "characterData") doTree(mutation.target);
      else if (!mutation.target.closest(LEFT_ALONE)) doAttributes(mutation.target);
    }
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
})();
