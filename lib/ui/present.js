// Shows slides one by one on the whole screen. Keyboard and presenter remotes: arrows, PageUp, PageDown, Échap.
// The stage is drawn at one size and scaled as a whole, so that letters grow with the projector.

const WIDTH = 1280;
const HEIGHT = 720;
const LETTERS = 5000; // milliseconds
const NEXT = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter", "n"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p"]);
const BLACK = new Set(["b", "B", "."]);
const shows = new WeakMap();

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = `passerelle-${className}`;
  if (text) made.textContent = text;
  return made;
}

function table({ header, rows, size, widths }) {
  const made = element("table", "words");
  made.style.fontSize = `${size}px`;
  const columns = document.createElement("colgroup");
  widths.forEach((width) => {
    const column = document.createElement("col");
    column.style.width = `${width}px`;
    columns.append(column);
  });
  made.append(columns);
  [header, ...rows].forEach((cells, place) => {
    const row = made.insertRow();
    cells.forEach((text, at) => {
      const cell = document.createElement(place && at ? "td" : "th");
      if (cell.tagName === "TH") cell.scope = place ? "row" : "col";
      cell.textContent = text;
      row.append(cell);
    });
  });
  return made;
}

class Show {
  constructor(parent) {
    this.parent = parent;
    this.at = 0;
    this.button = element("button", "start");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.start());
    this.problem = element("p", "problem");
    this.problem.setAttribute("role", "alert");
    this.stage = element("div", "stage");
    this.stage.tabIndex = -1;
    this.stage.setAttribute("role", "region");
    this.stage.hidden = true;
    this.slide = element("div", "slide");
    this.slide.setAttribute("aria-live", "polite");
    this.stage.append(this.slide);
    parent.append(this.button, this.problem, this.stage);
    this.onKey = (event) => this.key(event);
    this.onChange = () => document.fullscreenElement === this.stage || this.stop();
    this.onResize = () => this.fit();
    this.stage.addEventListener("click", () => this.go(this.at + 1));
  }

  update(data) {
    this.data = data;
    this.button.textContent = data.words.start;
    this.button.disabled = data.slides.length === 0;
    this.stage.setAttribute("aria-label", data.words.region);
    this.at = Math.min(this.at, Math.max(0, data.slides.length - 1));
    if (!this.stage.hidden) this.draw();
  }

  async start() {
    this.problem.textContent = "";
    try {
      this.Plotly = await loadPlotly(this.data.plotly);
    } catch {
      this.problem.textContent = this.data.words.failed;
      return;
    }
    this.at = 0;
    this.stage.hidden = false;
    document.addEventListener("keydown", this.onKey, true);
    window.addEventListener("resize", this.onResize);
    try {
      await this.stage.requestFullscreen();
      document.addEventListener("fullscreenchange", this.onChange);
    } catch {
      // Refused by the browser: the stage covers the window instead.
    }
    this.stage.focus();
    this.draw();
  }

  async stop() {
    if (this.stage.hidden) return;
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("fullscreenchange", this.onChange);
    window.removeEventListener("resize", this.onResize);
    this.clear();
    this.stage.hidden = true;
    if (document.fullscreenElement === this.stage) await document.exitFullscreen();
    this.button.focus();
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") this.stop();
    else if (event.key === " " && event.shiftKey) this.go(this.at - 1);
    else if (event.key === "F5") this.stage.classList.remove("passerelle-black");
    else if (NEXT.has(event.key)) this.go(this.at + 1);
    else if (BACK.has(event.key)) this.go(this.at - 1);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(this.data.slides.length - 1);
    else if (BLACK.has(event.key)) this.stage.classList.toggle("passerelle-black");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(to) {
    const last = this.data.slides.length - 1;
    const next = Math.max(0, Math.min(to, last));
    this.stage.classList.remove("passerelle-black");
    if (next === this.at) return;
    this.at = next;
    this.draw();
  }

  clear() {
    if (this.chart) this.Plotly.purge(this.chart);
    this.chart = undefined;
    this.slide.replaceChildren();
  }

  draw() {
    this.clear();
    const slide = this.data.slides[this.at];
    const number = element("p", "number", `${this.at + 1} / ${this.data.slides.length}`);
    const headline = element("h1", "headline", slide.headline);
    if (slide.size) headline.style.fontSize = `${slide.size}px`;
    const foot = element("div", "foot");
    slide.foot.forEach((line) => foot.append(element("p", "line", line)));
    this.slide.className = `passerelle-slide passerelle-${slide.kind}`;
    this.slide.append(headline);
    if (slide.subject) this.slide.append(element("p", "subject", slide.subject));
    if (slide.text) this.slide.append(element("p", "text", slide.text));
    if (slide.table) this.slide.append(table(slide.table));
    if (slide.figure) {
      const room = element("div", "room");
      this.chart = element("div", "chart");
      this.chart.setAttribute("role", "img");
      this.chart.setAttribute("aria-label", slide.alt);
      room.append(this.chart);
      this.slide.append(room);
    }
    this.slide.append(foot, number);
    this.fit();
    if (slide.figure) this.plot(slide.figure);
  }

  async plot(figure) {
    const chart = this.chart;
    // The room left by the headline, and the labels, are measured in letters: those that come late are not awaited.
    await Promise.race([document.fonts.ready, new Promise((resolve) => setTimeout(resolve, LETTERS))]);
    if (chart !== this.chart) return;
    await this.Plotly.newPlot(chart, figure.data, figure.layout, { staticPlot: true, displayModeBar: false });
    if (chart !== this.chart) return;
    const room = chart.parentElement;
    const scale = Math.min(room.clientWidth / figure.layout.width, room.clientHeight / figure.layout.height);
    chart.style.transform = `scale(${scale})`;
    chart.dataset.drawn = "true";
  }

  fit() {
    const scale = Math.min(this.stage.clientWidth / WIDTH, this.stage.clientHeight / HEIGHT);
    this.slide.style.transform = `translate(-50%, -50%) scale(${scale})`;
  }
}

export default function ({ data, parentElement }) {
  let show = shows.get(parentElement);
  if (!show) {
    show = new Show(parentElement);
    shows.set(parentElement, show);
  }
  show.update(data);
  return () => {
    show.stop();
    show.button.remove();
    show.problem.remove();
    show.stage.remove();
    shows.delete(parentElement);
  };
}
